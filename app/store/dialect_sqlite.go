package store

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// stamp is how SQLite keeps a time: UTC, always as long, so that the order of texts is the order of times.
const stamp = "2006-01-02 15:04:05.000"

// sqliteDialect makes bun write times as the driver does.
type sqliteDialect struct{ *sqlitedialect.Dialect }

// AppendTime writes UTC.
func (sqliteDialect) AppendTime(b []byte, t time.Time) []byte {
	b = append(b, '\'')
	b = t.UTC().AppendFormat(b, stamp)
	return append(b, '\'')
}

// byIndex finds the name of an index in a statement.
var byIndex = regexp.MustCompile(`\{by (\w+)\}`)

// indexed names the index to go by behind a table of a query of bun's, as {by name} does in a statement.
func indexed(from bun.IDB, index string) string {
	if _, embedded := from.Dialect().(sqliteDialect); embedded {
		return " INDEXED BY " + index
	}
	return ""
}

// sqliteSpeech is the dialect of hand-written statements.
type sqliteSpeech struct{ texts sync.Map }

func (d *sqliteSpeech) text(s *statement) string {
	if text, ok := d.texts.Load(s); ok {
		return text.(string)
	}
	text := calculated.ReplaceAllStringFunc(byIndex.ReplaceAllString(s.text, "INDEXED BY $1"), sqliteTime)
	text = strings.NewReplacer("{page}", "LIMIT ?", "{giving ", "RETURNING ", "}", "").Replace(text)
	d.texts.Store(s, text)
	return text
}

func sqliteTime(text string) string {
	switch m := calculated.FindStringSubmatch(text); m[1] {
	case "seconds":
		return "(unixepoch(" + m[3] + ") - unixepoch(" + m[2] + "))"
	case "hour":
		return "(unixepoch(" + m[2] + ") / 3600)"
	default:
		return "strftime('%Y-%m-%d %H:%M:%f', " + m[3] + ", '+" + m[2] + " days')"
	}
}

func (*sqliteSpeech) values(args []any) []any {
	values := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case words:
			values[i] = string(v)
		case time.Time:
			values[i] = v.UTC()
		case *time.Time:
			if v != nil {
				values[i] = v.UTC()
			}
		case *string:
			if v != nil {
				values[i] = *v
			}
		default:
			values[i] = v
		}
	}
	return values
}

// moment reads a time that SQLite computed: the driver knows times by their column only.
type moment struct{ at *time.Time }

// Scan implements sql.Scanner.
func (m *moment) Scan(value any) error {
	m.at = nil
	switch v := value.(type) {
	case nil:
		return nil
	case time.Time:
		v = v.UTC()
		m.at = &v
		return nil
	case string:
		t, err := time.Parse(stamp, v)
		m.at = &t
		return err
	case []byte:
		t, err := time.Parse(stamp, string(v))
		m.at = &t
		return err
	}
	return fmt.Errorf("a time of type %T", value)
}
