"""The writers of export files: orders in, files on disk that look like the marketplaces' own."""

from csdesk.sample.amazon import (
    write_amazon_all_orders,
    write_amazon_new_orders,
    write_amazon_unshipped,
)
from csdesk.sample.taobao import write_taobao_pair

__all__ = [
    "write_amazon_all_orders",
    "write_amazon_new_orders",
    "write_amazon_unshipped",
    "write_taobao_pair",
]
