# ruff: noqa: E501 - rows of files stand as they are
"""Stock files of every program, goods in and out, suppliers: what goes in, and what is refused."""

from pathlib import Path

from case import Expected, Reject, case

from csdesk.sample.workbook import Workbook

_NEGATIVE = "a quantity below 0"
_JUSHUITAN = """\
聚水潭商品库存导出 2026-11-22,,,,,,,,,,,,,
,,,,,,,,,,,,,
款式编码,颜色,规格,品牌,商品编码,名称,数量,图片地址链接,订单占有,采购在途数,次品库存,库存锁定,可用数,公有可用数
WLY0QU1098,黑色,M,自有,WLY0QU1098-BK-M,复古连衣裙,5,,7,10,1,0,-2,-2
WLY0QU1098,黑色,L,自有,WLY0QU1098-BK-L,复古连衣裙,8,,0,0,0,2,6,6
WLY0QU1098,红色,M,自有,WLY0QU1098-RD-M,复古连衣裙,0,,0,0,0,0,0,0
"""
_WANGDIANTONG = """\
商家编码,条码,货品编号,货品名称,规格名称,库存,残次品,可发库存,锁定量,采购在途,同步时间,最后盘点时间,主供应商
WXZ0KU1122-NV-S,690000000001,WXZ0KU1122,西装裤,藏青色 S,9,2,7,1,0,45982.354166,任意时间,杭州云锦制衣
WXZ0KU1122-NV-M,690000000002,WXZ0KU1122,西装裤,藏青色 M,0,0,0,0,30,任意时间,任意时间,杭州云锦制衣
"""
_MABANG = """\
马帮库存查询,,,,,,,,,,
库存SKU编号,商品状态,中文名称,仓库,仓位,销量(7/28/42),仓位库存,未发货量,可用库存量,在途量,成本价(RMB)
BSB0BA6414-BK,正常,双肩包,义乌仓,A-1,1/2/3,5,1,-4,0,3.20
BSB0BA6414-BK,正常,双肩包,义乌仓,A-2,0/0/0,2,1,3,0,3.20
BSB0BA6414-BK,正常,双肩包,深圳仓,B-1,0/0/0,4,0,4,6,3.20
SWJ0PJ9380-LG,停止销售,围巾,义乌仓,A-3,0/1/1,0,0,0,0,2.00
"""
_OPEN_LISTINGS = (
    "sku\tasin\tprice\tquantity\n"
    "SHIRT-M\tB0AAAAAAAA\t12.99\t5\nSHIRT-L\tB0BBBBBBBB\t12.99\t0\nMUG\tB0CCCCCCCC\t8.50\t\n"
)
_AFN = (
    "seller-sku\tfulfillment-channel-sku\tasin\tcondition-type\tWarehouse-Condition-code\t"
    "Quantity Available\n"
    "MUG\tX000000001\tB0CCCCCCCC\tNewItem\tSELLABLE\t50\n"
    "MUG\tX000000001\tB0CCCCCCCC\tNewItem\tUNSELLABLE\t2\n"
)
_MYI = (
    "sku\tfnsku\tasin\tproduct-name\tcondition\tyour-price\tmfn-listing-exists\t"
    "mfn-fulfillable-quantity\tafn-listing-exists\tafn-warehouse-quantity\t"
    "afn-fulfillable-quantity\tafn-unsellable-quantity\tafn-reserved-quantity\t"
    "afn-total-quantity\tper-unit-volume\tafn-inbound-working-quantity\t"
    "afn-inbound-shipped-quantity\tafn-inbound-receiving-quantity\n"
    'MUG\tX000000001\tB0CCCCCCCC\tMug 4" tall\tNew\t8.50\tNo\t\tYes\t52\t46\t2\t4\t59\t0.03\t1\t2\t4\n'
)
_SHOPIFY = """\
Handle,Title,Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Cost per item,Image Src,Status
tee,"Tee, organic",Mill,Color,Red,Size,M,T-R-M,-3,19.90,6.00,one.jpg,active
tee,,,,Red,,L,T-R-L,4,19.90,6.00,,
tee,,,,,,,,,,,two.jpg,
"""
_STOCK = """\
sku,product,title,color,size,warehouse,on_hand,defective,held,inbound,supplier,cost,currency,status,counted_at
WLY0QU1098-BK-M,WLY0QU1098,复古连衣裙,黑色,M,主仓,12,1,2,0,杭州云锦制衣,45.00,CNY,正常,2026-11-22 08:30
WLY0QU1098-BK-L,WLY0QU1098,复古连衣裙,黑色,L,主仓,0,0,0,20,杭州云锦制衣,45.00,CNY,正常,2026-11-22 08:30
WLY0QU1098-BK-L,WLY0QU1098,复古连衣裙,黑色,L,杭州仓,3,0,0,0,杭州云锦制衣,45.00,CNY,正常,2026-11-22 08:30
WLY0QU1098-RD-M,WLY0QU1098,复古连衣裙,红色,M,主仓,4,0,0,0,杭州云锦制衣,45.00,CNY,停产,2026-11-22 08:30
"""
_SUPPLIERS = """\
供应商,电话,联系人,采购员,交货天数,备注
杭州云锦制衣,0571-5550101,王厂长,小钱,5,周日不接电话
"""
_MOVEMENTS = """\
货号,出入库时间,类型,数量,仓库,单号,备注
WLY0QU1098-BK-M,2026-11-20 09:00,采购入库,14,主仓,CG1120-01,
WLY0QU1098-BK-M,45983.5,销售出库,2,主仓,,Excel wrote the day as a number
WLY0QU1098-BK-M,2026-11-21 18:00,盘点,-1,主仓,,坏了一件
"""


def _put(path: Path, text: str, encoding: str = "utf-8-sig") -> None:
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))


@case(
    "stock/own-lists",
    "csdesk's own layouts: a stock list of two warehouses, suppliers, goods in and out; titles in"
    " English or Chinese, columns in any order; a time that Excel made a number",
)
def _(folder: Path) -> Expected:
    _put(folder / "供应商.csv", _SUPPLIERS)
    _put(folder / "出入库.csv", _MOVEMENTS)
    _put(folder / "库存 2026-11-22 08_30.csv", _STOCK)
    return Expected(items=3)


@case(
    "stock/own-workbook",
    "The same stock list as XLSX with two title rows above the header",
)
def _(folder: Path) -> Expected:
    with Workbook(folder / "库存 2026-11-22 08_30.xlsx") as book:
        book.row(["库存表"])
        book.row(["", "2026-11-22"])
        for line in _STOCK.splitlines():
            book.row(line.split(","))
    return Expected(items=3)


@case(
    "stock/jushuitan",
    "聚水潭 商品库存, gb18030, a title above the header; 可用数 below 0 is what it says",
)
def _(folder: Path) -> Expected:
    _put(folder / "商品库存_20261122093000.csv", _JUSHUITAN, "gb18030")
    return Expected(items=3)


@case(
    "stock/wangdiantong",
    "旺店通 库存, gb18030: days as Excel's numbers and 任意时间 for none",
)
def _(folder: Path) -> Expected:
    _put(folder / "库存_20261122093000.csv", _WANGDIANTONG, "gb18030")
    return Expected(items=2)


@case(
    "stock/mabang",
    "马帮 库存, gb18030: a title row, one row for each bin (they add up), sales as 1/2/3",
)
def _(folder: Path) -> Expected:
    _put(folder / "马帮库存20261122.csv", _MABANG, "gb18030")
    return Expected(items=2)


@case(
    "stock/amazon",
    "Open Listings (what Amazon ships itself has no quantity), Amazon-fulfilled and Manage FBA"
    " Inventory: the last two tell of a warehouse that the shop does not ship from",
)
def _(folder: Path) -> Expected:
    (folder / "open-listings.txt").write_bytes(_OPEN_LISTINGS.encode())
    (folder / "afn-inventory.txt").write_bytes(_AFN.encode())
    (folder / "fba-myi.txt").write_bytes(_MYI.encode("cp1252"))
    return Expected(items=3)


@case(
    "stock/shopify",
    "Shopify's product export: the title in the first row of a product, a row with a picture only",
)
def _(folder: Path) -> Expected:
    _put(folder / "products_export.csv", _SHOPIFY, "utf-8")
    return Expected(items=2)


@case(
    "stock/bad-cells",
    "Quantities below 0 and with a fraction, a row without item number, one item told twice",
)
def _(folder: Path) -> Expected:
    name = "库存 2026-11-22 09_30.csv"
    rows = "A-1,5,\nA-2,-1,\nA-3,1.5,\n,4,\nA-1,6,\nA-4,,-7\n"
    _put(folder / name, f"sku,on_hand,sellable\n{rows}", "gb18030")
    return Expected(
        items=2,
        rejects=[
            Reject(name, 3, "on_hand", "-1", _NEGATIVE),
            Reject(name, 4, "on_hand", "1.5", "not a whole number"),
            Reject(name, 5, "sku", "", "the item number is missing"),
            Reject(name, 6, "sku", "A-1", "told in row 2 already"),
        ],
    )


@case(
    "stock/older",
    "A second list of the same warehouse that is older than the one in force is refused with both"
    " times; nothing changes",
)
def _(folder: Path) -> Expected:
    _put(folder / "a 库存.csv", "sku,on_hand,counted_at\nA-1,5,2026-11-22 08:30\n")
    _put(folder / "b 库存.csv", "sku,on_hand,counted_at\nA-1,9,2026-11-21 08:30\n")
    return Expected(items=1, why="the second file is older than what is in force")
