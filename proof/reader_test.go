package proof

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// event is one server-sent event (WHATWG HTML, 9.2).
type event struct {
	id, name, data string
}

// events parses a stream until it ends, as a browser would: an event counts once its blank line has come.
func events(r io.Reader, each func(event)) error {
	in := bufio.NewReaderSize(r, 32<<10)
	var (
		e     event
		data  []string
		known bool
	)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			if known && len(data) > 0 {
				e.data = strings.Join(data, "\n")
				each(e)
			}
			e, data, known = event{}, nil, false
			continue
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			data, known = append(data, value), true
		}
	}
}

// streams opens the person's stream, from a cursor when there is one, and reads until it breaks or ctx ends. Whether the cursor goes as
// a header or as a parameter makes no difference.
func (p *person) streams(ctx context.Context, area, cursor string, inURL bool, each func(event)) error {
	path := p.base() + "/" + area + "/stream"
	if cursor != "" && inURL {
		path += "?cursor=" + url.QueryEscape(cursor)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "text/event-stream")
	if cursor != "" && !inURL {
		r.Header.Set("Last-Event-ID", cursor)
	}
	response, err := p.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if kind := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 500))
		return fmt.Errorf("%w: %d %s: %s", errRefused, response.StatusCode, kind, body)
	}
	return events(response.Body, each)
}

// errRefused is a stream that the program didn't open.
var errRefused = fmt.Errorf("stream refused")
