package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// csvWriter writes a table as RFC 4180.
type csvWriter struct {
	to      *csv.Writer
	columns []Column
	record  []string
}

const byteOrderMark = "\ufeff"

func newCSV(to io.Writer, columns []Column) (*csvWriter, error) {
	if _, err := io.WriteString(to, byteOrderMark); err != nil {
		return nil, err
	}
	w := &csvWriter{to: csv.NewWriter(to), columns: columns, record: make([]string, len(columns))}
	w.to.UseCRLF = true
	for i, c := range columns {
		w.record[i] = defused(c.Title)
	}
	return w, w.to.Write(w.record)
}

// Row implements Writer.
func (w *csvWriter) Row(cells ...any) error {
	if len(cells) != len(w.columns) {
		return fmt.Errorf("%d cells for %d columns", len(cells), len(w.columns))
	}
	for i, cell := range cells {
		v, err := w.columns[i].read(cell)
		if err != nil {
			return err
		}
		w.record[i] = w.columns[i].written(v)
	}
	return w.to.Write(w.record)
}

// Close implements Writer.
func (w *csvWriter) Close() error {
	w.to.Flush()
	return w.to.Error()
}

func (c Column) written(v value) string {
	switch {
	case v.number != "":
		return v.number
	case !v.at.IsZero() && c.Kind == Day:
		return v.at.Format("2006-01-02")
	case !v.at.IsZero():
		return v.at.Format("2006-01-02 15:04:05")
	}
	return defused(v.text)
}

// defused is a text that no spreadsheet runs, with one kind of line break and without the zero byte, at which some readers stop.
func defused(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
	if runs(text) {
		return "'" + text
	}
	return text
}
