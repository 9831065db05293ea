package store

import (
	"database/sql"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/golang-sql/civil"
	mssql "github.com/microsoft/go-mssqldb"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mssqldialect"
)

// mssqlDialect mends what bun writes for SQL Server.
type mssqlDialect struct{ *mssqldialect.Dialect }

// Init asks the server nothing: bun would, without a deadline.
func (mssqlDialect) Init(*sql.DB) {}

// AppendTime writes UTC; bun writes the local wall clock without its zone.
func (mssqlDialect) AppendTime(b []byte, t time.Time) []byte {
	b = append(b, '\'')
	b = t.UTC().AppendFormat(b, "2006-01-02 15:04:05.000")
	return append(b, '\'')
}

// AppendBool writes a bit. The number 1, which bun would write, is an int, and a server that speaks SQL Server's protocol (Babelfish 5)
// compares each row's bit with it instead of looking it up in an index.
func (mssqlDialect) AppendBool(b []byte, v bool) []byte {
	if v {
		return append(b, "CAST(1 AS bit)"...)
	}
	return append(b, "CAST(0 AS bit)"...)
}

// applies tells whether a query may look up something for each row of another one, which the embedded database can't: there it must name
// each by itself.
func applies(from bun.IDB) bool {
	_, server := from.Dialect().(mssqlDialect)
	return server
}

// eachApplied are the places of people, for a query of those of w and a list of ids: a short text for many of them, because a server
// reads and plans each text anew.
const eachApplied = "SELECT t.id, t.place FROM users AS w CROSS APPLY (?) AS t WHERE w.id IN (?)"

// AppendString writes plain ASCII without the N, because a char column that is compared with an nvarchar is converted row by
// row and its index is lost. In a literal T-SQL takes a backslash before a line break for a continuation and drops both, so
// the literal is cut between them; the parts are added up as nvarchar(max), or the sum would end at 4,000 characters.
// Source: Transact-SQL reference, "Backslash (Line Continuation)" and "+ (String Concatenation)".
func (d mssqlDialect) AppendString(b []byte, s string) []byte {
	if strings.Contains(s, "\\\n") || strings.Contains(s, "\\\r") {
		b = append(b, "(CONVERT(nvarchar(max), N'')"...)
		for len(s) > 0 {
			end := cut(s)
			b = d.Dialect.AppendString(append(b, " + "...), s[:end])
			s = s[end:]
		}
		return append(b, ')')
	}
	if ascii(s) {
		return d.BaseDialect.AppendString(b, s)
	}
	return d.Dialect.AppendString(b, s)
}

// cut finds the place after the first backslash that stands before a line break.
func cut(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '\\' && (s[i+1] == '\n' || s[i+1] == '\r') {
			return i + 1
		}
	}
	return len(s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// mssqlSpeech is the dialect of hand-written statements.
type mssqlSpeech struct{ texts sync.Map }

func (d *mssqlSpeech) text(s *statement) string {
	if text, ok := d.texts.Load(s); ok {
		return text.(string)
	}
	text := calculated.ReplaceAllStringFunc(byIndex.ReplaceAllString(s.text, ""), mssqlTime)
	text = numbered(strings.ReplaceAll(text, "{page}", "OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY"))
	text = giving.ReplaceAllString(text, "UPDATE $1 SET $2 WHERE $3;\nSELECT $4 FROM $1 WHERE $3")
	d.texts.Store(s, text)
	return text
}

// mssqlTime counts in steps of the clock, as DATEDIFF does.
func mssqlTime(text string) string {
	switch m := calculated.FindStringSubmatch(text); m[1] {
	case "seconds":
		return "DATEDIFF(second, " + m[2] + ", " + m[3] + ")"
	case "hour":
		return "DATEDIFF(hour, '1970-01-01', " + m[2] + ")"
	default:
		return "DATEADD(day, " + m[2] + ", " + m[3] + ")"
	}
}

// giving reads an UPDATE that answers. OUTPUT would do without the SELECT, but a server that speaks SQL Server's protocol (Babelfish 5)
// shows there what the row was before the wait for its lock: of 100 who took the next number at once, 96 got one that was somebody's.
var giving = regexp.MustCompile(`^UPDATE (\w+) SET (.*) WHERE (.*) \{giving (.*)\}$`)

// numbered writes @p1, @p2, … for each ?. Statements hold no ? in quotes.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(text, "?") {
		if n > 0 {
			b.WriteString("@p" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// values gives parameters the types of the columns: varchar for ids (see AppendString), nvarchar(max) for words, so that not
// every length of a text makes a plan of its own, and datetime2 where the driver would send datetimeoffset.
func (*mssqlSpeech) values(args []any) []any {
	values := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case words:
			values[i] = mssql.NVarCharMax(v)
		case string:
			values[i] = mssql.VarChar(v)
		case *string:
			values[i] = sql.NullString{} // a NULL has a type too
			if v != nil {
				values[i] = mssql.VarChar(*v)
			}
		case *int64:
			values[i] = sql.NullInt64{}
			if v != nil {
				values[i] = *v
			}
		case *bool:
			values[i] = sql.NullBool{}
			if v != nil {
				values[i] = *v
			}
		case time.Time:
			values[i] = civil.DateTimeOf(v.UTC())
		case *time.Time:
			values[i] = mssql.NullDateTime{}
			if v != nil {
				values[i] = civil.DateTimeOf(v.UTC())
			}
		default:
			values[i] = v
		}
	}
	return values
}
