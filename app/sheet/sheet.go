// Package sheet writes tables for spreadsheets: CSV and XLSX, row by row, so that a table's length costs no memory and nothing stands
// on a disk in plain.
//
// A cell never runs as a formula. In XLSX every text is stored as a text; in CSV, which knows no types, a text that a spreadsheet would take
// for a formula gets an apostrophe in front (OWASP, "CSV Injection"). Numbers are numbers, days and moments are dates: moments stand in
// the bank's time, because a spreadsheet knows no zones.
package sheet

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"telemark/app"
)

// Kind is what a column holds, and which values its cells may have. Any cell may be nil, which is empty.
type Kind int

// The kinds.
const (
	Text    Kind = iota // string
	Whole               // int, int64
	Decimal             // float64, int, int64
	Money               // int, int64: minor units
	Percent             // float64: 0.25 is 25 %
	Day                 // app.Day; the zero Day is empty
	Moment              // time.Time, *time.Time
)

// Column is one column with its head.
type Column struct {
	Title string
	Kind  Kind
	Width int // in characters; 0: as its kind and title need
}

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"  // RFC 4180, UTF-8 with the mark by which Excel knows it
	XLSX Format = "xlsx" // Office Open XML
)

// Valid tells whether f is one of the formats.
func (f Format) Valid() bool { return f == CSV || f == XLSX }

// MediaType is what a browser is told of a file.
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Writer takes a table row by row. Whoever has written the last one closes it.
type Writer interface {
	// Row writes as many cells as there are columns, each of a type that its column's kind allows.
	Row(cells ...any) error
	Close() error
}

// New begins a table with its head. name is what the sheet is called where the format knows names.
func New(f Format, to io.Writer, name string, columns []Column) (Writer, error) {
	switch f {
	case CSV:
		return newCSV(to, columns)
	case XLSX:
		return newXLSX(to, name, columns)
	}
	return nil, fmt.Errorf("a sheet can't be written as %q", f)
}

// value is a cell in its simplest form: a text, or a number with its exact digits, or a time in the bank's zone, or nothing.
type value struct {
	text   string
	number string
	at     time.Time
}

func (v value) empty() bool { return v == value{} }

// read brings a cell into the form of its column.
func (c Column) read(cell any) (v value, err error) {
	if p, ok := cell.(*time.Time); ok {
		if p == nil {
			return v, nil
		}
		cell = *p
	}
	switch x := cell.(type) {
	case nil:
		return v, nil
	case string:
		if c.Kind == Text {
			return value{text: x}, nil
		}
	case int:
		return c.read(int64(x))
	case int64:
		switch c.Kind {
		case Whole, Decimal:
			return value{number: strconv.FormatInt(x, 10)}, nil
		case Money:
			return value{number: cents(x)}, nil
		}
	case float64:
		if (c.Kind == Decimal || c.Kind == Percent) && !math.IsNaN(x) && !math.IsInf(x, 0) {
			return value{number: strconv.FormatFloat(x, 'f', -1, 64)}, nil
		}
	case app.Day:
		if c.Kind == Day {
			return value{at: x.Date()}, nil
		}
	case time.Time:
		if c.Kind == Moment {
			return value{at: x.In(app.Zone())}, nil
		}
	}
	return v, fmt.Errorf("a %T in the column %q", cell, c.Title)
}

// cents writes minor units as whole ones, with two decimals.
func cents(minor int64) string {
	sign, n := "", uint64(minor) //nolint:gosec // the sign is mended below
	if minor < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// width is how wide the column is, in characters.
func (c Column) width() int {
	if c.Width > 0 {
		return c.Width
	}
	least := map[Kind]int{Text: 20, Whole: 10, Decimal: 12, Money: 16, Percent: 10, Day: 12, Moment: 20}[c.Kind]
	return min(max(least, len([]rune(c.Title))+2), 60)
}

// runs tells whether a spreadsheet may take a text for a formula. White space in front doesn't help, and the wide forms of the signs are
// taken for the signs.
func runs(text string) bool {
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return true
	}
	text = strings.TrimLeft(text, " \u00a0\ufeff\u200b")
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}
