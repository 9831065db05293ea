package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// xlsxWriter writes a table as one sheet, or as several when it has more rows than a sheet may have. The library makes everything but the
// rows: its own streams put what doesn't fit into memory on the disk, in plain, and keep the rest until the end.
type xlsxWriter struct {
	to         *zip.Writer
	name       string
	columns    []Column
	head, tail string        // of a sheet, around its rows
	out        *bufio.Writer // of the present sheet
	sheets     int
	row        int // number of the last row of the present sheet
	most       int
}

// The limits of the format. Source: ECMA-376; Microsoft, "Excel specifications and limits".
const (
	mostRows  = 1 << 20
	mostUnits = 32767 // UTF-16 units in a cell
	mostName  = 31    // units in a sheet's name
)

// styles are the ids under which workbook makes them: 0 is the library's own plain one.
const (
	styleHead = iota + 1
	styleWhole
	styleDecimal
	styleMoney
	stylePercent
	styleDay
	styleMoment
)

var styleOf = map[Kind]int{Whole: styleWhole, Decimal: styleDecimal, Money: styleMoney, Percent: stylePercent, Day: styleDay, Moment: styleMoment}

func newXLSX(to io.Writer, name string, columns []Column) (*xlsxWriter, error) {
	return newXLSXOf(to, name, columns, mostRows)
}

func newXLSXOf(to io.Writer, name string, columns []Column, most int) (*xlsxWriter, error) {
	w := &xlsxWriter{to: zip.NewWriter(to), name: sheetName(name), columns: columns, most: most}
	err := w.workbook(1, func(file *zip.File) error {
		if file.Name != sheetFile(1) {
			return nil
		}
		text, err := readAll(file)
		if err != nil {
			return err
		}
		var found bool
		if w.head, w.tail, found = strings.Cut(text, "<sheetData></sheetData>"); !found {
			return errors.New("the workbook's sheet has no place for rows")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, w.begin()
}

func readAll(file *zip.File) (string, error) {
	r, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	text, err := io.ReadAll(r)
	return string(text), err
}

func sheetFile(n int) string { return "xl/worksheets/sheet" + strconv.Itoa(n) + ".xml" }

// sheetName is a name as the format allows it.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, name), "' ")
	if name = cut(name, mostName-4); name == "" { // room for the number of a further sheet
		return "Sheet"
	}
	return name
}

// workbook makes an empty one with so many sheets and gives each file in it.
func (w *xlsxWriter) workbook(sheets int, each func(*zip.File) error) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := addStyles(f); err != nil {
		return err
	}
	for n := 1; n <= sheets; n++ {
		name := w.name
		if n == 1 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			name += " " + strconv.Itoa(n)
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = w.layOut(f, name)
		}
		if err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return err
	}
	files, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return err
	}
	for _, file := range files.File {
		if err := each(file); err != nil {
			return err
		}
	}
	return nil
}

// addStyles makes the styles in the order of their ids.
func addStyles(f *excelize.File) error {
	day, moment, whole, decimal, percent := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0", "#,##0.##", "0.0%"
	list := []*excelize.Style{
		{
			Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EBEE"}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		},
		{CustomNumFmt: &whole}, {CustomNumFmt: &decimal}, {NumFmt: 4}, {CustomNumFmt: &percent}, {CustomNumFmt: &day}, {CustomNumFmt: &moment},
	}
	for i, style := range list {
		if id, err := f.NewStyle(style); err != nil || id != i+1 {
			return fmt.Errorf("style %d has the id %d: %w", i+1, id, err)
		}
	}
	return nil
}

// layOut sets the widths, and keeps the head in sight.
func (w *xlsxWriter) layOut(f *excelize.File, sheet string) error {
	for i, c := range w.columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(sheet, name, name, float64(c.width())); err != nil {
			return err
		}
	}
	return f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// begin opens the next sheet and writes its head.
func (w *xlsxWriter) begin() error {
	w.sheets++
	w.row = 0
	file, err := w.to.Create(sheetFile(w.sheets))
	if err != nil {
		return err
	}
	w.out = bufio.NewWriter(file)
	_, _ = w.out.WriteString(w.head + "<sheetData>") // a buffer keeps its error until it is flushed
	w.open()
	for i, c := range w.columns {
		w.text(i, styleHead, c.Title)
	}
	return w.shut()
}

func (w *xlsxWriter) end() error {
	_, _ = w.out.WriteString("</sheetData>" + w.tail)
	return w.out.Flush()
}

func (w *xlsxWriter) open() {
	w.row++
	_, _ = w.out.WriteString(`<row r="` + strconv.Itoa(w.row) + `">`)
}

func (w *xlsxWriter) shut() error {
	_, err := w.out.WriteString("</row>")
	return err
}

// Row implements Writer.
func (w *xlsxWriter) Row(cells ...any) error {
	if len(cells) != len(w.columns) {
		return fmt.Errorf("%d cells for %d columns", len(cells), len(w.columns))
	}
	values := make([]value, len(cells))
	for i, cell := range cells {
		var err error
		if values[i], err = w.columns[i].read(cell); err != nil {
			return err
		}
	}
	if w.row == w.most {
		if err := w.end(); err != nil {
			return err
		}
		if err := w.begin(); err != nil {
			return err
		}
	}
	w.open()
	for i, v := range values {
		switch {
		case v.empty():
		case v.number != "":
			w.number(i, v.number)
		case !v.at.IsZero():
			w.number(i, serial(v.at))
		default:
			w.text(i, 0, v.text)
		}
	}
	return w.shut()
}

func (w *xlsxWriter) place(column int) string {
	name, _ := excelize.ColumnNumberToName(column + 1) // layOut has named them all
	return name + strconv.Itoa(w.row)
}

func (w *xlsxWriter) number(column int, digits string) {
	style := strconv.Itoa(styleOf[w.columns[column].Kind])
	_, _ = w.out.WriteString(`<c r="` + w.place(column) + `" s="` + style + `"><v>` + digits + `</v></c>`)
}

func (w *xlsxWriter) text(column, style int, text string) {
	_, _ = w.out.WriteString(`<c r="` + w.place(column) + `" s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">`)
	escape(w.out, cut(text, mostUnits))
	_, _ = w.out.WriteString(`</t></is></c>`)
}

// serial is a time of a spreadsheet: days since the last day of 1899, by the clock that t shows.
func serial(t time.Time) string {
	zero := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	shown := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	seconds := shown.Unix() - zero.Unix()
	days, rest := seconds/86400, seconds%86400
	if rest == 0 {
		return strconv.FormatInt(days, 10)
	}
	return strconv.FormatFloat(float64(days)+float64(rest)/86400, 'f', 9, 64)
}

// Close implements Writer.
func (w *xlsxWriter) Close() error {
	if err := w.end(); err != nil {
		return err
	}
	err := w.workbook(w.sheets, func(file *zip.File) error {
		if strings.HasPrefix(file.Name, "xl/worksheets/sheet") {
			return nil
		}
		return w.to.Copy(file)
	})
	if err != nil {
		return err
	}
	return w.to.Close()
}
