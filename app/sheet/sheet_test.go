package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"telemark/app"
)

var all = []Column{
	{Title: "Name"}, {Title: "Rooms", Kind: Whole}, {Title: "Mean", Kind: Decimal}, {Title: "Amount", Kind: Money}, {Title: "Share", Kind: Percent},
	{Title: "Day", Kind: Day}, {Title: "At", Kind: Moment},
}

var moment = time.Date(2026, 11, 28, 21, 30, 5, 999e6, time.UTC) // already the 29th in Moscow

func write(t testing.TB, f Format, columns []Column, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(f, &b, "Rooms", columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestACSVIsReadBackAsItWasWritten(t *testing.T) {
	file := write(t, CSV, all, []any{"Анна, \"А\"\nвторая", 1234, 1.5, int64(-123456), 0.25, app.Day("2026-11-28"), moment}, []any{nil, nil, nil, nil, nil, app.Day(""), (*time.Time)(nil)})
	want := "\ufeffName,Rooms,Mean,Amount,Share,Day,At\r\n" +
		"\"Анна, \"\"А\"\"\r\nвторая\",1234,1.5,-1234.56,0.25,2026-11-28,2026-11-29 00:30:05\r\n,,,,,,\r\n"
	if string(file) != want {
		t.Errorf("got  %q\nwant %q", file, want)
	}
}

func TestAnXLSXIsReadBackWithItsTypes(t *testing.T) {
	f := open(t, write(t, XLSX, all, []any{"Анна & <Ко> _x0041_ \r\n конец ", 1234, 1.5, int64(-123456), 0.25, app.Day("2026-11-28"), &moment}, []any{"", nil, nil, nil, nil, nil, nil}))
	for cell, want := range map[string]struct {
		raw, shown string
		kind       excelize.CellType
	}{
		"A1": {"Name", "Name", excelize.CellTypeInlineString},
		"A2": {"Анна & <Ко> _x0041_ \r\n конец ", "Анна & <Ко> _x0041_ \r\n конец ", excelize.CellTypeInlineString},
		"B2": {"1234", "1,234", excelize.CellTypeUnset},
		"C2": {"1.5", "1.5", excelize.CellTypeUnset},
		"D2": {"-1234.56", "-1,234.56", excelize.CellTypeUnset},
		"E2": {"0.25", "25.0%", excelize.CellTypeUnset},
		"F2": {"46354", "2026-11-28", excelize.CellTypeUnset},
		"G2": {"46355.020891204", "2026-11-29 00:30:05", excelize.CellTypeUnset},
		"B3": {"", "", excelize.CellTypeUnset},
	} {
		raw, err := f.GetCellValue("Rooms", cell, excelize.Options{RawCellValue: true})
		shown, err2 := f.GetCellValue("Rooms", cell)
		kind, err3 := f.GetCellType("Rooms", cell)
		if err != nil || err2 != nil || err3 != nil {
			t.Fatal(err, err2, err3)
		}
		if raw != want.raw || shown != want.shown || kind != want.kind {
			t.Errorf("%s is %q, shown as %q, of type %v; want %q, %q, %v", cell, raw, shown, kind, want.raw, want.shown, want.kind)
		}
	}
	if id, err := f.GetCellStyle("Rooms", "A1"); err != nil || id != styleHead {
		t.Errorf("the head has the style %d, %v", id, err)
	}
	if width, err := f.GetColWidth("Rooms", "G"); err != nil || width != 20 {
		t.Errorf("the column of moments is %v wide, %v", width, err)
	}
}

// The attack: a client whose name runs a program on the desk of whoever opens the export.
var attacks = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", `=cmd|' /C calc'!A0`, `=HYPERLINK("http://evil","x")`, "\u00a0=1", "\ufeff=1",
}

func TestNoTextRunsAsAFormula(t *testing.T) {
	for _, attack := range attacks {
		columns := []Column{{Title: attack}}
		text := strings.TrimPrefix(string(write(t, CSV, columns, []any{attack})), byteOrderMark)
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatal(records, err)
		}
		for _, r := range records {
			if !strings.HasPrefix(r[0], "'") {
				t.Errorf("CSV: %q is not defused", r[0])
			}
		}
		f := open(t, write(t, XLSX, columns, []any{attack}))
		for _, cell := range []string{"A1", "A2"} {
			formula, err := f.GetCellFormula("Rooms", cell)
			kind, _ := f.GetCellType("Rooms", cell)
			if got, _ := f.GetCellValue("Rooms", cell); err != nil || formula != "" || kind != excelize.CellTypeInlineString || got != attack {
				t.Errorf("XLSX: %q became %q with the formula %q, type %v, %v", attack, got, formula, kind, err)
			}
		}
	}
	if text := string(write(t, CSV, []Column{{Title: "n", Kind: Whole}}, []any{-5})); !strings.Contains(text, "\r\n-5\r\n") {
		t.Errorf("a negative number isn't a number any more: %q", text)
	}
}

func TestACellOfAnotherKindIsRefused(t *testing.T) {
	for _, f := range []Format{CSV, XLSX} {
		w, err := New(f, io.Discard, "x", []Column{{Title: "n", Kind: Whole}})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range [][]any{{"1"}, {1.5}, {moment}, {1, 2}, {}, {[]byte("1")}} {
			if err := w.Row(row...); err == nil {
				t.Errorf("%s takes %v", f, row)
			}
		}
	}
	if _, err := New("ods", io.Discard, "x", nil); err == nil {
		t.Error("a format that nobody knows is written")
	}
}

func TestMoreRowsThanASheetHoldsGoOnInTheNext(t *testing.T) {
	var b bytes.Buffer
	w, err := newXLSXOf(&b, "A/B: an export with quite a long name", []Column{{Title: "n", Kind: Whole}}, 4)
	for i := 1; err == nil && i <= 7; i++ {
		err = w.Row(i)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	var got []string
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(rows))
	}
	if want := "[[n] [1] [2] [3]] [[n] [4] [5] [6]] [[n] [7]]"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestATextThatIsTooLongForACellEndsWithAnEllipsis(t *testing.T) {
	long := strings.Repeat("😀", mostUnits)
	f := open(t, write(t, XLSX, []Column{{Title: "t"}}, []any{long}))
	got, err := f.GetCellValue("Rooms", "A2")
	if err != nil || utf8.RuneCountInString(got) != mostUnits/2+1 || !strings.HasSuffix(got, "😀…") {
		t.Errorf("%d characters are left, %v", utf8.RuneCountInString(got), err)
	}
}

func FuzzText(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Add("_x005F_x0041_\x00\x1b\ufffe]]><&\xff")
	f.Fuzz(func(t *testing.T, text string) {
		raw := write(t, CSV, []Column{{Title: "t"}}, []any{text})
		records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte(byteOrderMark)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(records) == 2 && runs(records[1][0]) {
			t.Errorf("%q is written as %q", text, records[1][0])
		}
		file := open(t, write(t, XLSX, []Column{{Title: "t"}}, []any{text}))
		formula, err := file.GetCellFormula("Rooms", "A2")
		if err != nil || formula != "" {
			t.Errorf("%q runs as %q, %v", text, formula, err)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
				return -1
			}
			return r
		}, strings.ToValidUTF8(text, "\ufffd"))
		if got, _ := file.GetCellValue("Rooms", "A2"); len(want) < mostUnits && got != want {
			t.Errorf("%q is read back as %q", want, got)
		}
	})
}

// BenchmarkXLSX writes 100,000 rows of 7 cells.
func BenchmarkXLSX(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		w, err := New(XLSX, io.Discard, "x", all)
		for i := 0; err == nil && i < 100_000; i++ {
			err = w.Row("Анна Сергеевна", i, 1.5, i, 0.25, app.Day("2026-11-28"), moment)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
