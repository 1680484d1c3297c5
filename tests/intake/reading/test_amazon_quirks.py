"""Every quirk of Amazon's reports (formats.md 2.1 to 2.3, 2.6), by name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from csdesk.intake.reading import Unreadable
from csdesk.sample.columns import AMAZON_ALL_ORDERS, AMAZON_NEW_ORDERS, AMAZON_UNSHIPPED
from csdesk.sample.tables import words
from tests.intake.reading.exports import Found, amazon, plain_csv, read

ALL = AMAZON_ALL_ORDERS[91]
EXTRA_32 = ("is-business-order", "purchase-order-number", "price-designation")
OTHER = "026-7654321-7654321"
INVOICING = words(
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name "
    "payment-method-details buyer-phone-number sku product-name quantity-purchased currency "
    "item-price item-tax shipping-price shipping-tax ship-service-level recipient-name "
    "ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code "
    "ship-country ship-phone-number bill-address-1 bill-address-2 bill-address-3 bill-city "
    "bill-state bill-postal-code bill-country delivery-start-date delivery-end-date "
    "delivery-time-zone delivery-Instructions sales-channel buyer-company-name"
)


def _all(tmp_path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Found:
    return read(amazon(tmp_path / "all.txt", ALL, *rows, encoding=encoding))


def _epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


# --- headers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        (AMAZON_ALL_ORDERS[29], "amazon-all-orders"),
        ((*AMAZON_ALL_ORDERS[29], *EXTRA_32), "amazon-all-orders"),
        (AMAZON_ALL_ORDERS[91], "amazon-all-orders"),
        (AMAZON_UNSHIPPED[27], "amazon-unshipped"),
        (AMAZON_UNSHIPPED[68], "amazon-unshipped"),
        (AMAZON_UNSHIPPED[85], "amazon-unshipped"),
        (AMAZON_NEW_ORDERS, "amazon-new-orders"),
        (INVOICING, "amazon-new-orders"),
    ],
    ids=lambda part: str(len(part)) if isinstance(part, (tuple, list)) else part,
)
def test_every_width_of_every_report_is_known_by_its_header(tmp_path, header, profile):
    found = read(amazon(tmp_path / "a.txt", header, {}))
    assert found.export.profile.id == profile
    assert found.export.half == ""
    assert found.order.market_no == "026-1234567-1234567"
    assert found.order.lines is not None
    assert [line.fields["sku"] for line in found.order.lines] == ["MUG-1"]


def test_the_last_header_with_its_trailing_space_is_known(tmp_path):
    assert ALL[-1].endswith(" ")
    assert _all(tmp_path, {}).order.order_status == "awaiting_review"


def test_title_case_headers_of_the_web_pages_are_the_same_columns(tmp_path):
    header = [name.replace("-", " ").title() for name in AMAZON_ALL_ORDERS[29]]
    path = amazon(tmp_path / "a.txt", AMAZON_ALL_ORDERS[29], {})
    lines = path.read_text().splitlines()
    path.write_text("\n".join(["\t".join(header), *lines[1:]]) + "\n")
    assert read(path).order.market_no == "026-1234567-1234567"


def test_columns_put_in_between_do_no_harm(tmp_path):
    header = ("new-column", *AMAZON_ALL_ORDERS[29][:5], "another", *AMAZON_ALL_ORDERS[29][5:])
    assert read(amazon(tmp_path / "a.txt", header, {})).order.fields["total"] == 1250


def test_a_shipments_report_is_not_taken_for_orders(tmp_path):
    header = ["amazon-order-id", "shipment-id", "order-status", "item-price", "sku"]
    with pytest.raises(Unreadable, match="header that csdesk knows"):
        read(amazon(tmp_path / "a.txt", header, {}))


# --- rows --------------------------------------------------------------------------------------


def test_bare_quotation_marks_are_characters(tmp_path):
    rows = ({"product-name": '6" Mug'}, {"product-name": '"Mug', "amazon-order-id": OTHER})
    assert [order.fields["title"] for order in _all(tmp_path, *rows).orders] == ['6" Mug', '"Mug']


def test_commas_in_promotion_ids_are_characters(tmp_path):
    assert len(_all(tmp_path, {"promotion-ids": "A,B,C"}).orders) == 1


def test_identical_rows_are_two_lines(tmp_path):
    order = _all(tmp_path, {}, {}).order
    assert order.lines is not None
    assert len(order.lines) == 2
    assert order.fields["total"] == 2500


def test_rows_of_an_order_that_stand_apart_are_one_order(tmp_path):
    found = _all(tmp_path, {"sku": "A"}, {"amazon-order-id": OTHER}, {"sku": "B"})
    lines = {order.market_no: len(order.lines or ()) for order in found.orders}
    assert lines == {"026-1234567-1234567": 2, OTHER: 1}


def test_several_currencies_channels_and_decimals_in_one_file(tmp_path):
    rows = [
        {"amazon-order-id": f"026-1234567-000000{place}", "currency": currency,
         "sales-channel": channel, "item-price": "1200.00" if currency == "JPY" else "12.50"}
        for place, (currency, channel) in enumerate(
            [("GBP", "Amazon.co.uk"), ("EUR", "Amazon.de"), ("JPY", "Amazon.co.jp"),
             ("SEK", "Amazon.se"), ("GBP", "Non-Amazon")]
        )
    ]  # fmt: skip
    orders = _all(tmp_path, *rows).orders
    assert [(o.fields["currency"], o.fields["total"], o.fields["place"]) for o in orders] == [
        ("GBP", 1250, "Amazon.co.uk"),
        ("EUR", 1250, "Amazon.de"),
        ("JPY", 1200, "Amazon.co.jp"),
        ("SEK", 1250, "Amazon.se"),
        ("GBP", 1250, "Non-Amazon"),
    ]


def test_a_yen_has_no_parts(tmp_path):
    reject = _all(tmp_path, {"currency": "JPY", "item-price": "1200.50"}).reject
    assert (reject.column, reject.value) == ("item-price", "1200.50")


def test_an_order_in_two_currencies_is_rejected(tmp_path):
    found = _all(tmp_path, {}, {"currency": "EUR"})
    assert not found.orders
    assert {reject.row for reject in found.rejects} == {2, 3}


def test_the_price_is_that_of_all_pieces(tmp_path):
    order = _all(tmp_path, {"quantity": "4", "item-price": "10.00"}).order
    assert order.lines is not None
    assert order.lines[0].fields["unit_price"] == 250
    assert order.fields["total"] == 1000


def test_postage_wrapping_and_discounts_are_in_the_total(tmp_path):
    costs = {"shipping-price": "2.00", "gift-wrap-price": "1.00", "item-promotion-discount": "0.50",
             "ship-promotion-discount": "-2.00"}  # fmt: skip
    fields = _all(tmp_path, costs).order.fields
    assert (fields["total"], fields["postage"]) == (1300, 200)


def test_a_blank_price_is_unknown_not_zero(tmp_path):
    order = _all(tmp_path, {"item-price": "", "currency": "", "order-status": "Pending"}).order
    assert order.lines is not None
    assert order.lines[0].fields["unit_price"] is None
    assert order.fields["total"] is None


def test_one_unknown_price_makes_the_total_unknown(tmp_path):
    order = _all(tmp_path, {}, {"item-price": ""}).order
    assert order.fields["total"] is None


def test_a_cancelled_order_has_quantity_zero_with_and_without_a_price(tmp_path):
    gone = {"order-status": "Cancelled", "item-status": "Cancelled", "quantity": "0"}
    rows = ({**gone, "item-price": ""}, {**gone, "amazon-order-id": OTHER})
    for order in _all(tmp_path, *rows).orders:
        assert (order.order_status, order.payment_status) == ("closed", "unpaid")
        assert order.lines is not None
        assert order.lines[0].fields["quantity"] == 0


def test_a_partial_cancel_is_told_by_its_line(tmp_path):
    gone = {"item-status": "Cancelled", "quantity": "0", "item-price": ""}
    shipped = {"order-status": "Shipped"}
    order = _all(tmp_path, {**shipped, "item-status": "Shipped"}, {**shipped, **gone}).order
    assert order.order_status == "shipped"
    assert order.lines is not None
    assert [line.fields["line_status"] for line in order.lines] == ["Shipped", "Cancelled"]
    assert order.fields["total"] == 1250


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Pending", ("awaiting_payment", "unpaid")),
        ("Unshipped", ("awaiting_review", "paid")),
        ("PartiallyShipped", ("partly_shipped", "paid")),
        ("Shipped", ("shipped", "paid")),
        ("Shipped - Delivered to Buyer", ("completed", "paid")),
        ("Shipped - Lost in Transit", ("shipped", "paid")),
        ("Cancelled", ("closed", "unpaid")),
        ("Shipped - by Pigeon", ("", "")),
        ("shipped", ("", "")),
    ],
)
def test_status_words(tmp_path, word, status):
    order = _all(tmp_path, {"order-status": word}).order
    assert (order.order_status, order.payment_status) == status
    assert order.fields["market_status"] == word


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2025-05-04T10:33:27+00:00", "2025-05-04T10:33:27+00:00"),
        ("2025-05-04T10:33:27Z", "2025-05-04T10:33:27+00:00"),
        ("2009-11-22T10:33:27-08:00", "2009-11-22T10:33:27-08:00"),
        ("2013-01-07 07:35:42 PST", "2013-01-07T07:35:42-08:00"),
        ("2025-05-04T10:33:27.123+0200", "2025-05-04T10:33:27+02:00"),
    ],
)
def test_times_with_their_offset(tmp_path, cell, moment):
    assert _all(tmp_path, {"purchase-date": cell}).order.fields["placed_at"] == _epoch(moment)


@pytest.mark.parametrize(
    ("channel", "offset"),
    [("Amazon.co.uk", "+01:00"), ("Amazon.co.jp", "+09:00"), ("Amazon.com", "-07:00"),
     ("Non-Amazon", "+00:00")],
)  # fmt: skip
def test_a_time_without_offset_is_the_marketplace_s(tmp_path, channel, offset):
    row = {"purchase-date": "2025-05-04 10:33:27", "sales-channel": channel}
    assert _all(tmp_path, row).order.fields["placed_at"] == _epoch("2025-05-04T10:33:27" + offset)


@pytest.mark.parametrize("hour", ["00:30:00", "01:30:00", "03:30:00", "23:30:00"])
@pytest.mark.parametrize("day", ["2025-03-30", "2025-10-26", "2025-10-27"])
def test_days_on_which_the_clock_is_put_forward_or_back(tmp_path, day, hour):
    from zoneinfo import ZoneInfo

    row = {"purchase-date": f"{day} {hour}", "sales-channel": "Amazon.co.uk"}
    wanted = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZoneInfo("Europe/London"))
    assert _all(tmp_path, row).order.fields["placed_at"] == int(wanted.timestamp())


def test_the_promise_is_the_end_of_the_marketplace_s_day_in_utc(tmp_path):
    row = {"promise-date": "2025-05-16T06:59:59+00:00", "days-past-promise": "-3"}
    fields = read(amazon(tmp_path / "u.txt", AMAZON_UNSHIPPED[68], row)).order.fields
    assert fields["ship_by"] == _epoch("2025-05-15T23:59:59-07:00")


def test_everything_in_the_unshipped_report_waits_for_review(tmp_path):
    order = read(amazon(tmp_path / "u.txt", AMAZON_UNSHIPPED[27], {})).order
    assert (order.order_status, order.payment_status) == ("awaiting_review", "paid")
    assert order.fields["market_status"] == "Unshipped"
    assert "total" not in order.fields


def test_a_new_order_without_payment_date_is_unpaid(tmp_path):
    order = read(amazon(tmp_path / "n.txt", AMAZON_NEW_ORDERS, {"payments-date": ""})).order
    assert order.payment_status == "unpaid"


def test_address_lines_are_joined_and_empty_ones_left_out(tmp_path):
    row = {"ship-address-1": "Flat 3", "ship-address-3": "12 High Street", "ship-city": "LEEDS",
           "ship-postal-code": "01234", "recipient-name": "Jo Doe"}  # fmt: skip
    fields = read(amazon(tmp_path / "u.txt", AMAZON_UNSHIPPED[85], row)).order.fields
    assert (fields["address"], fields["city"], fields["zip"], fields["name"]) == (
        "Flat 3, 12 High Street",
        "LEEDS",
        "01234",
        "Jo Doe",
    )


def test_delivery_instructions_with_a_capital_are_the_buyer_s_message(tmp_path):
    row = {"delivery-Instructions": "Ring twice"}
    fields = read(amazon(tmp_path / "n.txt", AMAZON_NEW_ORDERS, row)).order.fields
    assert fields["buyer_message"] == "Ring twice"


def test_orders_of_other_channels_have_numbers_of_their_own(tmp_path):
    row = {"amazon-order-id": "S02-1234567-1234567", "sales-channel": "Non-Amazon"}
    assert _all(tmp_path, row).order.market_no == "S02-1234567-1234567"


def test_a_row_cut_off_is_rejected(tmp_path):
    path = amazon(tmp_path / "a.txt", ALL, {}, {"amazon-order-id": OTHER})
    path.write_bytes(path.read_bytes()[:-60])
    found = read(path)
    assert len(found.orders) == 1
    assert found.rejects[0].reason.startswith("The row has")


def test_a_report_saved_as_csv_by_excel_is_read_with_its_quotes(tmp_path):
    header = AMAZON_ALL_ORDERS[29]
    tabbed = amazon(tmp_path / "a.txt", header, {"product-name": '6" Mug, blue'})
    rows = [line.split("\t") for line in tabbed.read_text().splitlines()]
    found = read(plain_csv(tmp_path / "a.csv", rows))
    assert found.order.fields["title"] == '6" Mug, blue'


# --- encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Zoë Müller"),
        ("cp1252", "Zoë Müller’s"),
        ("cp1252", "José Núñez déjà"),
        ("cp932", "山田太郎"),
        ("cp932", "コーヒー ミル"),
        ("utf-8", "山田太郎"),
        ("utf-16", "Zoë 山田"),
    ],
)
def test_the_encoding_is_that_which_the_whole_file_is_in(tmp_path, encoding, name):
    found = _all(tmp_path, {"product-name": name}, encoding=encoding)
    assert found.export.encoding == encoding
    assert found.order.fields["title"] == name


@pytest.mark.parametrize("blank", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe\n\x00"])
def test_an_empty_document_is_refused(tmp_path, blank):
    path = tmp_path / "a.txt"
    path.write_bytes(blank)
    with pytest.raises(Unreadable, match="empty"):
        read(path)


def test_a_report_of_a_day_without_orders_is_no_error(tmp_path):
    found = read(amazon(tmp_path / "u.txt", AMAZON_UNSHIPPED[27]))
    assert found.export.rows_total == 0
    assert found.orders == []
