package privacy

import (
	"bufio"
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"telemark/app"
)

//go:embed index.html
var pageText string

// pages are the pieces of index.html, which is read without the bank's site: its styles stand in it.
var pages = template.Must(template.New("index").Parse(pageText))

// pageView is what each piece of index.html is given.
type pageView struct {
	s     *Service
	Lang  string
	Made  string
	Parts []string // sections
	ID    string   // of the section
	Lines []line   // of a record
	Entry line
}

type line struct{ Label, Value string }

// T puts a text into the reader's language.
func (v pageView) T(id string) string { return v.s.Say(v.Lang, app.Text{ID: id}) }

// Name is what a section or a field is called.
func (v pageView) Name(key string) string { return v.s.name(v.Lang, key) }

func (s *Service) name(lang, key string) string { return s.Say(lang, app.Text{ID: "export." + key}) }

// writePage writes index.html.
func (s *Service) writePage(ctx context.Context, to io.Writer, of Subject, made time.Time, step func()) error {
	w := bufio.NewWriter(to)
	view := pageView{s: s, Lang: of.Lang, Made: stamp(of.Lang, made)}
	for _, source := range s.Sources {
		view.Parts = append(view.Parts, source.Section())
	}
	if err := pages.ExecuteTemplate(w, "open", view); err != nil {
		return err
	}
	for _, source := range s.Sources {
		view.ID = source.Section()
		if err := s.writeSection(ctx, w, source, of, view); err != nil {
			return fmt.Errorf("%s: %w", view.ID, err)
		}
		step()
	}
	if err := pages.ExecuteTemplate(w, "close", view); err != nil {
		return err
	}
	return w.Flush()
}

func (s *Service) writeSection(ctx context.Context, w io.Writer, source Source, of Subject, view pageView) error {
	if err := pages.ExecuteTemplate(w, "section", view); err != nil {
		return err
	}
	none := true
	err := source.Records(ctx, of, func(r Record) error {
		none = false
		return s.writeShown(w, r, view)
	})
	if err != nil {
		return err
	}
	if none {
		if err := pages.ExecuteTemplate(w, "none", view); err != nil {
			return err
		}
	}
	return pages.ExecuteTemplate(w, "section-end", view)
}

// writeShown writes a record: its fields in lines, then its logs.
func (s *Service) writeShown(w io.Writer, r Record, view pageView) error {
	var logs []Entries
	view.Lines = nil
	for _, f := range r {
		if entries, ok := f.Value.(Entries); ok {
			logs = append(logs, entries)
			continue
		}
		if text := s.shown(view.Lang, f.Value); text != "" {
			label := f.Label
			if label == "" {
				label = view.Name(f.Key)
			}
			view.Lines = append(view.Lines, line{label, text})
		}
	}
	if err := pages.ExecuteTemplate(w, "record", view); err != nil {
		return err
	}
	for _, entries := range logs {
		err := entries(func(e Entry) error {
			parts := slices.DeleteFunc([]string{e.Who, stamp(view.Lang, e.At), s.shown(view.Lang, e.What)}, func(s string) bool { return s == "" })
			view.Entry = line{strings.Join(parts, ", "), e.Text}
			return pages.ExecuteTemplate(w, "entry", view)
		})
		if err != nil {
			return err
		}
	}
	return pages.ExecuteTemplate(w, "record-end", view)
}

// shown is a value in the reader's language.
func (s *Service) shown(lang string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case app.Day:
		return string(v)
	case Code:
		if v.Name != "" {
			return v.Name
		}
		return s.Say(lang, v.Text)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		if v {
			return s.name(lang, "yes")
		}
		return s.name(lang, "no")
	case time.Time:
		return stamp(lang, v)
	case *time.Time:
		if v != nil {
			return stamp(lang, *v)
		}
	}
	return ""
}

// stamp is a moment where the bank is.
func stamp(lang string, at time.Time) string {
	if lang == "ru" {
		return at.In(app.Zone()).Format("02.01.2006 15:04")
	}
	return at.In(app.Zone()).Format("2 Jan 2006, 15:04")
}
