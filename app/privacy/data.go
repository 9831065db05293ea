package privacy

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// dataVersion is the format of data.json: a key that changes its meaning changes it, a new key doesn't.
const dataVersion = 1

// writeData writes data.json: {"version":1,"made_at":…,"<section>":[{…},…],…}.
func (s *Service) writeData(ctx context.Context, to io.Writer, of Subject, made time.Time, step func()) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, "{\n\"version\": %d,\n\"made_at\": %s", dataVersion, quoted(made))
	for _, source := range s.Sources {
		fmt.Fprintf(w, ",\n%s: [", quoted(source.Section()))
		sep := "\n"
		err := source.Records(ctx, of, func(r Record) error {
			_, _ = w.WriteString(sep)
			sep = ",\n"
			return writeRecord(w, r)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", source.Section(), err)
		}
		_, _ = w.WriteString("]")
		step()
	}
	_, _ = w.WriteString("\n}\n")
	return w.Flush() // which answers any error of the writes before
}

func writeRecord(w *bufio.Writer, r Record) error {
	_ = w.WriteByte('{')
	for i, f := range r {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString(quoted(f.Key) + ":")
		entries, isLog := f.Value.(Entries)
		if !isLog {
			_, _ = w.WriteString(quoted(f.Value))
			continue
		}
		sep := "["
		err := entries(func(e Entry) error {
			fmt.Fprintf(w, "%s\n{\"at\":%s,\"who\":%s,\"what\":%s,\"text\":%s}", sep, quoted(e.At), quoted(e.Who), quoted(e.What), quoted(e.Text))
			sep = ","
			return nil
		})
		if err != nil {
			return err
		}
		if sep == "[" {
			_ = w.WriteByte('[')
		}
		_ = w.WriteByte(']')
	}
	return w.WriteByte('}')
}

// quoted is a value as JSON. The values of records always have one.
func quoted(v any) string {
	if c, ok := v.(Code); ok {
		v = c.Code
	}
	text, _ := json.Marshal(v)
	return string(text)
}
