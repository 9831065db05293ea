package job

import (
	"context"
	"errors"
	"io"

	"telemark/app"
)

// ErrLost says that somebody else has the job by now: whoever hears it stops.
var ErrLost = errors.New("the job's lease was lost")

// writer cuts what is written into parts. It holds one part at a time.
type writer struct {
	work *Work
	ctx  context.Context //nolint:containedctx // io.Writer has no place for it; it is that of the one try
	part []byte
	next int
	size int64
}

// Write implements io.Writer.
func (w *writer) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		k := min(len(p), PartSize-len(w.part))
		w.part = append(w.part, p[:k]...)
		p, n = p[k:], n+k
		if len(w.part) == PartSize {
			if err := w.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// flush stores what there is of a part.
func (w *writer) flush() error {
	if len(w.part) == 0 {
		return nil
	}
	held, err := w.work.store.Write(w.ctx, w.work.job(), w.next, w.part)
	if err != nil {
		return err
	}
	if !held {
		return ErrLost
	}
	w.size += int64(len(w.part))
	w.next++
	w.part = w.part[:0]
	return nil
}

// Result reads the result of a job, one part at a time.
func Result(ctx context.Context, store Store, id string) io.Reader {
	return &reader{ctx: ctx, store: store, id: id}
}

type reader struct {
	ctx   context.Context //nolint:containedctx // io.Reader has no place for it; it is that of the one answer
	store Store
	id    string
	part  []byte
	next  int
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	for len(r.part) == 0 {
		part, err := r.store.Part(r.ctx, r.id, r.next)
		if errors.Is(err, app.ErrNotFound) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		r.part = part
		r.next++
	}
	n := copy(p, r.part)
	r.part = r.part[n:]
	return n, nil
}
