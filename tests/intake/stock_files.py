"""Small stock files in the layouts of their programs, for tests."""

from __future__ import annotations

from pathlib import Path


def own(folder: Path, name: str, rows: str, *, head: str = "sku,on_hand,held,warehouse") -> Path:
    """A stock list in csdesk's own layout; rows are separated by blanks."""
    path = folder / name
    path.write_text("\n".join([head, *rows.split()]) + "\n", encoding="utf-8")
    return path


JUSHUITAN = (
    "聚水潭商品库存导出,,,,\n,,,,\n"
    "款式编码,颜色,规格,品牌,商品编码,名称,数量,图片地址链接,订单占有,采购在途数,次品库存,库存锁定,可用数,公有可用数\n"
    "WLY0QU1098,黑色,M,自有,WLY0QU1098-BK-M,连衣裙,5,,7,10,1,0,-2,-2\n"
    "WLY0QU1098,黑色,L,自有,WLY0QU1098-BK-L,连衣裙,8,,0,0,0,2,6,6\n"
)
WANGDIANTONG = (
    "商家编码,条码,货品编号,货品名称,规格名称,库存,残次品,可发库存,锁定量,采购在途,同步时间,主供应商\n"
    "WXZ0KU1122-NV-S,690,WXZ0KU1122,西装裤,藏青色 S,9,2,7,1,0,45982.354166,杭州一厂\n"
    "WXZ0KU1122-NV-M,691,WXZ0KU1122,西装裤,藏青色 M,0,0,0,0,30,任意时间,杭州一厂\n"
)
MABANG = (
    "马帮库存查询,,,,,,,,,,\n"
    "库存SKU编号,商品状态,中文名称,仓库,仓位,销量(7/28/42),仓位库存,未发货量,可用库存量,在途量,成本价(RMB)\n"
    "M-1,正常,双肩包,义乌仓,A-1,1/2/3,5,1,-4,0,3.20\n"
    "M-1,正常,双肩包,义乌仓,A-2,0/0/0,2,1,3,0,3.20\n"
    "M-1,正常,双肩包,深圳仓,B-1,0/0/0,4,0,4,6,3.20\n"
)
OPEN_LISTINGS = "sku\tasin\tprice\tquantity\nS1\tB0AAAAAAAA\t12.99\t5\nS2\tB0BBBBBBBB\t1.00\t\n"
AFN = (
    "seller-sku\tfulfillment-channel-sku\tasin\tcondition-type\tWarehouse-Condition-code\t"
    "Quantity Available\n"
    "S1\tX1\tB0AAAAAAAA\tNewItem\tSELLABLE\t5\n"
    "S1\tX1\tB0AAAAAAAA\tNewItem\tUNSELLABLE\t2\n"
)
FBA_MYI = (
    "sku\tfnsku\tasin\tproduct-name\tcondition\tyour-price\tafn-warehouse-quantity\t"
    "afn-fulfillable-quantity\tafn-unsellable-quantity\tafn-reserved-quantity\t"
    "afn-inbound-working-quantity\tafn-inbound-shipped-quantity\tafn-inbound-receiving-quantity\n"
    'S1\tX1\tB0AAAAAAAA\t14" Bag\tNew\t12.99\t10\t6\t1\t3\t1\t2\t4\n'
)
SHOPIFY = (
    "Handle,Title,Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price,Cost per item,Image Src,Status\n"
    "tee,Tee,Mill,Color,Red,Size,M,T-R-M,-3,9.90,2.00,x,active\n"
    "tee,,,,Red,,L,T-R-L,4,9.90,2.00,,\n"
    "tee,,,,,,,,,,,picture2,\n"
)
