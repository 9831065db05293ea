package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/config"
	"telemark/app/store"
)

type copying struct {
	From        string `required:"" placeholder:"URL" help:"The database to read: sqlite:PATH, sqlserver://… or @FILE, a file that holds the URL."`
	To          string `required:"" placeholder:"URL" help:"The database to fill, by a login that may make tables. It must hold nothing."`
	FromKeyFile string `placeholder:"FILE" help:"The key file of an embedded --from."`
	ToKeyFile   string `placeholder:"FILE" help:"The key file of an embedded --to."`
	Chunk       int    `default:"4000" help:"How many rows are stored in one transaction."`
}

// Help is shown by --help.
func (copying) Help() string {
	return `Stop the program first. All tables are copied, then all rows of both databases are read again and compared. A copy that was broken off ` +
		`goes on where it was when it is given again; until its end the target is served by nobody. Without a key file the key of an embedded ` +
		`database is DATABASE_KEY when it is the one of DATABASE_URL, and else the file beside it that ends in .key; a new target gets one. ` +
		`COLUMN_KEYS and SESSION_KEYS stay what they are. Others can read a command line: put a URL with a password into a file of mode 0600 and say @FILE.`
}

// Run copies one database into another one.
func (c copying) Run(ctx context.Context) error {
	from, to, err := config.Copy(c.From, c.To, c.FromKeyFile, c.ToKeyFile)
	if err != nil {
		return err
	}
	if to.Made != "" {
		fmt.Printf("made a key file: keep a copy elsewhere: %s\n", to.Made)
	}
	source, err := side(ctx, from)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if err := c.mayLeave(ctx, source, to); err != nil {
		return errors.Join(err, source.Close())
	}
	target, err := side(ctx, to)
	if err != nil {
		return errors.Join(fmt.Errorf("--to: %w", err), source.Close())
	}
	bar := newBar()
	record := app.Record(account.System, "database.copy", kindOf(from)+" to "+kindOf(to), "", "")
	done, err := store.Copy(ctx, source, target, store.CopyOptions{Rows: c.Chunk, Progress: bar.show}, record)
	bar.end()
	printTables(done)
	switch {
	case err == nil:
		fmt.Println(needs(done, to))
	case ctx.Err() != nil:
		err = errors.New("broken off: give the same command again to go on")
	default:
		err = fmt.Errorf("%w%s", plain(err), because(err))
	}
	return errors.Join(err, source.Close(), target.Close())
}

// mayLeave keeps a demo bank where it is refused to be served as a bank: on a server nobody looks for its mark.
func (copying) mayLeave(ctx context.Context, source *store.DB, to config.Side) error {
	if to.Embedded() {
		return nil
	}
	marked, err := source.Setting(ctx, demoMark)
	if err == nil && marked != "" {
		return errors.New("--from: it is a demo bank, whose passwords are known to everybody: it goes to no server")
	}
	return nil // a source without settings has no schema, which the copy itself refuses
}

// because is what stands behind a refusal: names of tables and numbers, nothing of what is in them.
func because(err error) string {
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind == app.Conflict && e.Err != nil {
		return " (" + e.Err.Error() + ")"
	}
	return ""
}

// side opens one end of a copy, unless another process has it open.
func side(ctx context.Context, s config.Side) (*store.DB, error) {
	if s.Embedded() {
		if err := store.Unused(s.File); err != nil {
			return nil, plain(err)
		}
	}
	db, err := store.Open(ctx, store.Config{URL: s.URL.Reveal(), Key: s.Key, Silence: time.Minute})
	return db, plain(err)
}

// printTables prints a line for each table.
func printTables(done store.Copied) {
	for _, name := range done.Applied {
		fmt.Println("applied " + name)
	}
	if len(done.Tables) == 0 {
		return
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "table\trows read\trows stored\tchecksum read\tchecksum stored\t\t")
	for _, t := range done.Tables {
		verdict := "equal"
		if t.From != t.To {
			verdict = "DIFFERENT"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%.16s\t%.16s\t%s\t\n", t.Name, t.From.Rows, t.To.Rows, t.From, t.To, verdict)
	}
	_ = w.Flush()
	if done.Records > 0 {
		fmt.Printf("the audit chain of the target fits: %d records\n", done.Records)
	}
}

// needs says which keys the data can't be read without.
func needs(done store.Copied, to config.Side) string {
	if len(done.Keys) == 0 {
		return "no column is sealed: any COLUMN_KEYS will do"
	}
	text := "it needs COLUMN_KEYS " + strings.Join(done.Keys, " ")
	if to.Embedded() {
		text += ": set them, or put them into " + to.File + config.ColumnKeysSuffix
	}
	return text
}

// bar shows on stderr how far a copy is: in one line on a terminal, in a line now and then elsewhere.
type bar struct {
	terminal bool
	phase    bool // comparing
	begun    time.Time
	next     time.Time
	shown    bool
}

func newBar() *bar { return &bar{terminal: term.IsTerminal(int(os.Stderr.Fd()))} }

// How often the bar moves.
const (
	barTerminal = 100 * time.Millisecond
	barLog      = 5 * time.Second
)

func (b *bar) show(p store.Progress) {
	now := app.Now()
	if !b.shown || p.Comparing != b.phase {
		b.end()
		if p.Before > 0 {
			fmt.Fprintf(os.Stderr, "goes on after %d rows\n", p.Before)
		}
		b.begun, b.next, b.phase = now, now, p.Comparing
	}
	b.shown = true
	if now.Before(b.next) && p.Done < p.Of {
		return
	}
	b.next = now.Add(barLog)
	start, end := "", "\n"
	if b.terminal {
		b.next, start, end = now.Add(barTerminal), "\r\x1b[K", ""
	}
	fmt.Fprint(os.Stderr, start, b.line(p, now.Sub(b.begun)), end)
}

const barWidth = 24

func (b *bar) line(p store.Progress, took time.Duration) string {
	word := "copying"
	if p.Comparing {
		word = "comparing"
	}
	share := 1.0
	if p.Of > 0 {
		share = min(1, float64(p.Done)/float64(p.Of))
	}
	full := int(share * barWidth)
	text := fmt.Sprintf("%-9s %s%s %3.0f%% %d of %d rows", word, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), 100*share, p.Done, p.Of)
	if p.InHere > 0 && took > time.Second {
		rate := float64(p.InHere) / took.Seconds()
		left := time.Duration(float64(max(0, p.Of-p.Done)) / rate * float64(time.Second))
		text += fmt.Sprintf(", %.0f rows/s, %v left", rate, left.Round(time.Second))
	}
	return text + ", " + p.Table
}

// end leaves the line.
func (b *bar) end() {
	if b.terminal && b.shown {
		fmt.Fprintln(os.Stderr)
	}
	b.shown = false
}

func kindOf(s config.Side) string {
	if s.Embedded() {
		return "sqlite"
	}
	return "sqlserver"
}
