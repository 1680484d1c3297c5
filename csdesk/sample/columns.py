"""Header rows of the marketplaces' export files, column for column as the real files have them."""

from csdesk.sample.tables import words

_TAOBAO_2011 = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,"
    "联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,"
    "订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费"
)
_TAOBAO_2013 = _TAOBAO_2011 + (
    ",发票抬头,是否手机订单,分阶段订单信息,定金排名,修改后的sku,修改后的收货地址,异常信息"
)
_TAOBAO_2015 = _TAOBAO_2013.replace("分阶段订单信息,", "分阶段订单信息,特权订金订单id,") + (
    ",天猫卡券抵扣,集分宝抵扣,是否是O2O交易"
)
_TAOBAO_2016 = _TAOBAO_2015.replace(
    "特权订金订单id,", "特权订金订单id,是否上传合同照片,是否上传小票,是否代付,"
)
_TAOBAO_2017 = _TAOBAO_2016 + ",退款金额,预约门店"
_NEW_RETAIL = (
    ",新零售交易类型,新零售导购门店名称,新零售导购门店id,新零售发货门店名称,新零售发货门店id,"
    "退款金额,预约门店,确认收货时间,打款商家金额,含应开票给个人的个人红包"
)
_TAOBAO_2018 = (_TAOBAO_2016 + _NEW_RETAIL).replace(
    "买家支付宝账号,", "买家支付宝账号,支付单号,支付详情,"
)
_TAOBAO_2019 = _TAOBAO_2018 + ",是否信用购,体验期结束时间,前N有礼,配送类型,主订单编号"
_TAOBAO_2021 = (
    "订单编号,买家会员名,买家会员昵称,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,"
    "总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,"
    "运送方式,联系电话 ,联系手机,虚拟号过期时间,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,"
    "物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,"
    "发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,"
    "是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,"
    "是否是O2O交易"
    + _NEW_RETAIL
    + ",是否信用购,体验期结束时间,前N有礼,配送类型,直播返现状态,返现金额,延迟发货自动赔付金额,"
    "新零售成交门店昵称,新零售成交门店id,新零售成交经销商id,预售订单,发货时间,商家备忘,主订单编号"
)
_TAOBAO_2024 = (
    "订单编号,支付单号,支付详情,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,"
    "买家留言,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,商品标题,物流单号,"
    "物流公司,商家备注,备注标签,宝贝总数量,店铺名称,订单关闭原因,卖家服务费,发货时间,"
    "应发货时间,确认收货时间,确认收货打款金额,退款金额,是否主动赔付,主动赔付金额,"
    "主动赔付出账时间,商品属性SKU,C2B小额收款,含应开票给个人红包,总金额(旧版),商家编码"
)
_ITEMS_2011 = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
_ITEMS_2021 = (
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,"
    "商家编码,支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,"
    "订单付款时间"
)
_ITEMS_2024 = (
    "子订单编号,主订单编号,商品标题,商品价格,购买数量,外部系统编号,商品属性,套餐信息,"
    "联系方式备注,订单状态,商家编码,买家应付货款,买家实付金额,退款状态,退款金额,订单创建时间,"
    "订单付款时间,商品ID,商家备注,主订单买家留言,发货时间,物流单号,物流公司"
)
_ITEMS_2026 = _ITEMS_2024.replace("商品ID", "商品 ID") + (
    ",支付单号,应发货时间,备注标签,免单资格,免单金额,百亿补贴超链订单信息,超链半托管订单信息,"
    "淘鲜达渠道,飞猪购订单信息,是否主动赔付,主动赔付金额,主动赔付出账时间,skuId"
)

#: Order report (订单报表) by vintage; six headers end in a blank in every CSV.
TAOBAO_ORDERS: dict[str, tuple[str, ...]] = {
    vintage: tuple(header.split(","))
    for vintage, header in {
        "2011": _TAOBAO_2011,
        "2013": _TAOBAO_2013,
        "2015": _TAOBAO_2015,
        "2017": _TAOBAO_2017,
        "2018": _TAOBAO_2018,
        "2019": _TAOBAO_2019,
        "2021": _TAOBAO_2021,
        "2024": _TAOBAO_2024,
        "2026": _TAOBAO_2024.replace("物流单号", "运单号"),
    }.items()
}
#: Item report (宝贝报表) by the vintage of the order report it is downloaded with.
TAOBAO_ITEMS: dict[str, tuple[str, ...]] = {
    vintage: tuple(header.split(","))
    for vintage, header in {
        **dict.fromkeys(("2011", "2013", "2015", "2017", "2018", "2019"), _ITEMS_2011),
        "2021": _ITEMS_2021,
        "2024": _ITEMS_2024,
        "2026": _ITEMS_2026,
    }.items()
}

_AMAZON_ALL_29 = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status "
    "fulfillment-channel sales-channel order-channel url ship-service-level product-name sku "
    "asin item-status quantity currency item-price item-tax shipping-price shipping-tax "
    "gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city "
    "ship-state ship-postal-code ship-country promotion-ids"
)
_AMAZON_ALL_91 = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status "
    "fulfillment-channel sales-channel order-channel url ship-service-level product-name sku "
    "asin number-of-items item-status tax-collection-model tax-collection-responsible-party "
    "quantity currency item-price item-tax shipping-price shipping-tax gift-wrap-price "
    "gift-wrap-tax item-promotion-discount ship-promotion-discount address-type ship-city "
    "ship-state ship-postal-code ship-country promotion-ids payment-method-details "
    "item-extensions-data is-business-order purchase-order-number price-designation "
    "fulfilled-by buyer-company-name buyer-cst-number buyer-vat-number "
    "buyer-tax-registration-id buyer-tax-registration-country buyer-tax-registration-type "
    "customized-url customized-page is-heavy-or-bulky is-replacement-order is-exchange-order "
    "original-order-id is-amazon-invoiced vat-exclusive-item-price "
    "vat-exclusive-shipping-price vat-exclusive-giftwrap-price licensee-name license-number "
    "license-state license-expiration-date is-iba buyer-citizen-name buyer-citizen-id "
    "is-transparency default-ship-from-address-name default-ship-from-address-field-1 "
    "default-ship-from-address-field-2 default-ship-from-address-field-3 "
    "default-ship-from-city default-ship-from-state default-ship-from-country "
    "default-ship-from-postal-code actual-ship-from-address-name "
    "actual-ship-from-address-field-1 actual-ship-from-address-field-2 "
    "actual-ship-from-address-field-3 actual-ship-from-city actual-ship-from-state "
    "actual-ship-from-country actual-ship-from-postal-code is-ispu-order store-chain-store-id "
    "is-pickup-point-order pickup-point-type is-buyer-requested-cancellation "
    "buyer-requested-cancel-reason ioss-number order-invoice-type invoice-business-legal-name "
    "invoice-business-address invoice-business-tax-id"
)
_UNSHIPPED_27 = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date "
    "days-past-promise buyer-email buyer-phone-number sku product-name quantity-purchased "
    "quantity-shipped quantity-to-ship ship-service-level recipient-name ship-address-1 "
    "ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country "
    "is-business-order purchase-order-number price-designation is-prime"
)
_UNSHIPPED_68 = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date "
    "days-past-promise buyer-email buyer-name payment-method-details buyer-phone-number sku "
    "number-of-items product-name quantity-purchased quantity-shipped quantity-to-ship "
    "ship-service-level ship-service-name recipient-name ship-address-1 ship-address-2 "
    "ship-address-3 address-type ship-city ship-state ship-postal-code ship-country "
    "gift-wrap-type gift-message-text payment-method cod-collectible-amount already-paid "
    "payment-method-fee customized-url customized-page is-business-order purchase-order-number "
    "price-designation is-prime is-premium-order buyer-company-name licensee-name "
    "license-number license-state license-expiration-date is-replacement-order "
    "is-exchange-order original-order-id is-transparency default-ship-from-address-name "
    "default-ship-from-address-field-1 default-ship-from-address-field-2 "
    "default-ship-from-address-field-3 default-ship-from-city default-ship-from-state "
    "default-ship-from-country default-ship-from-postal-code is-ispu-order "
    "store-chain-store-id is-buyer-requested-cancellation buyer-requested-cancel-reason "
    "ioss-number tax-collection-model tax-collection-responsible-party verge-of-cancellation "
    "verge-of-lateShipment signature-confirmation-recommended"
)
_UNSHIPPED_85 = (
    _UNSHIPPED_68.replace(" signature-confirmation-recommended", "")
    .replace("is-prime ", "is-prime fulfilled-by shipment-status ")
    .replace(
        "buyer-company-name ",
        "buyer-company-name buyer-cst-number buyer-vat-number buyer-tax-registration-id "
        "buyer-tax-registration-country buyer-tax-registration-type ",
    )
    .replace("is-replacement-order ", "is-heavy-or-bulky is-replacement-order ")
    .replace("is-transparency ", "is-iba buyer-citizen-name buyer-citizen-id is-transparency ")
    .replace(
        "store-chain-store-id ", "store-chain-store-id is-pickup-point-order pickup-point-type "
    )
    .replace(
        "ioss-number ",
        "ioss-number order-invoice-type invoice-business-legal-name invoice-business-address "
        "invoice-business-tax-id invoice-business-tax-office ",
    )
)

#: All Orders report by number of columns; the 91st header ends in a blank.
AMAZON_ALL_ORDERS: dict[int, tuple[str, ...]] = {
    29: words(_AMAZON_ALL_29),
    91: (*words(_AMAZON_ALL_91), "invoice-business-tax-office "),
}
#: Unshipped Orders report by number of columns.
AMAZON_UNSHIPPED: dict[int, tuple[str, ...]] = {
    len(words(header)): words(header) for header in (_UNSHIPPED_27, _UNSHIPPED_68, _UNSHIPPED_85)
}
#: New Orders report.
AMAZON_NEW_ORDERS: tuple[str, ...] = words(
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name "
    "buyer-phone-number sku product-name quantity-purchased currency item-price item-tax "
    "shipping-price shipping-tax ship-service-level recipient-name ship-address-1 "
    "ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country "
    "ship-phone-number delivery-start-date delivery-end-date delivery-time-zone "
    "delivery-Instructions sales-channel is-business-order purchase-order-number "
    "price-designation is-sold-by-ab"
)
