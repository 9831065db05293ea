package store

import (
	"context"
	"database/sql"
	"fmt"

	"telemark/app"
	"telemark/app/product"
)

// mostOutlines bounds what the inventory reads: lines of a version and a currency.
const mostOutlines = 200_000

// outlinesAll reads the catalogue's whole past without its contents: once for each change of the catalogue, see product.Inventory.
var outlinesAll = &statement{"SELECT", "products", `SELECT p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day,
		v.name_en, v.name_ru, v.author_id, v.approved_by, v.created_at, a.name, b.name,
		o.currency, o.amount_lo, o.amount_hi, o.term_lo, o.term_hi, o.rate_lo, o.rate_hi
	FROM products p JOIN product_versions v ON v.product_id = p.id
		LEFT JOIN product_offers o ON o.product_id = v.product_id AND o.number = v.number
		LEFT JOIN users a ON a.id = v.author_id LEFT JOIN users b ON b.id = v.approved_by
	ORDER BY p.position, p.id, v.number DESC, CASE o.currency WHEN 'RUB' THEN 0 ELSE 1 END, o.currency {page}`}

// Outlines implements product.Store. A past that is too long is an error: a part of one would look whole.
func (s Products) Outlines(ctx context.Context) (list []product.Outline, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows := 0
	err = s.db.asking(ctx, func() error {
		rows, list = 0, nil
		answer, err := s.db.queryOnce(ctx, outlinesAll, mostOutlines+1)
		return scan(answer, err, func(r *sql.Rows) error {
			rows++
			o, err := scanOutline(r)
			if err != nil {
				return err
			}
			if n := len(list); n > 0 && list[n-1].ID == o.ID && list[n-1].Number == o.Number {
				list[n-1].Offers = append(list[n-1].Offers, o.Offers...)
				return nil
			}
			list = append(list, o)
			return nil
		})
	})
	if err == nil && rows > mostOutlines {
		return nil, fmt.Errorf("the catalogue's past has more than %d lines", mostOutlines)
	}
	return list, domain(err)
}

func scanOutline(rows *sql.Rows) (o product.Outline, err error) {
	var until, approver, writer, agreed, currency sql.NullString
	var span [6]sql.NullInt64
	var en, ru string
	err = rows.Scan(&o.ID, &o.Slug, &o.Kind, &o.Position, &o.Archived, &o.Number, &o.From, &until, &en, &ru, &o.Author, &approver, &o.CreatedAt,
		&writer, &agreed, &currency, &span[0], &span[1], &span[2], &span[3], &span[4], &span[5])
	o.Until, o.Approver, o.Writer, o.Agreed = app.Day(until.String), approver.String, writer.String, agreed.String
	o.Content.Texts = map[string]product.Text{"en": {Name: en}, "ru": {Name: ru}}
	if currency.Valid {
		o.Offers = []product.Offer{{Currency: app.Currency(currency.String), Span: product.Span{
			AmountLo: span[0].Int64, AmountHi: span[1].Int64, TermLo: int(span[2].Int64), TermHi: int(span[3].Int64),
			RateLo: app.Rate(span[4].Int64), RateHi: app.Rate(span[5].Int64),
		}}}
	}
	return o, err
}
