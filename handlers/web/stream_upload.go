package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"telemark/app"
)

// Pace is how fast a body has to come: Silence without a byte ends it, and so does being slower than Rate bytes a second after a
// start of Start. A sender who drips would otherwise hold a place for as long as they like.
type Pace struct {
	Silence, Start time.Duration
	Rate           int64
}

// PhonePace suits a phone at the edge of a cell.
var PhonePace = Pace{Silence: 20 * time.Second, Start: 30 * time.Second, Rate: 16 << 10}

// Upload is a form in parts whose files are read as they come, so that none stands in memory.
type Upload struct {
	parts *multipart.Reader
	body  *paced
}

// ReadUpload begins to read the request's body as a form in parts of at most limit bytes. Whoever may not post has to be sent away
// before: until here nothing of the body has been read but its first 8 KiB.
func ReadUpload(c *fiber.Ctx, limit int64, pace Pace) (*Upload, error) {
	request := c.Request()
	if request.BodyStream() == nil || !inParts(request) {
		return nil, fiber.ErrUnsupportedMediaType
	}
	if int64(request.Header.ContentLength()) > limit {
		c.Response().SetConnectionClose()
		return nil, fiber.ErrRequestEntityTooLarge
	}
	body := &paced{ctx: c.Context(), stream: request.BodyStream(), begun: app.Now(), pace: pace, left: limit}
	// The parser takes this buffer for its own: each read sets a deadline, and its own would be small.
	buffered := bufio.NewReaderSize(body, 32<<10)
	return &Upload{parts: multipart.NewReader(buffered, string(request.Header.MultipartFormBoundary())), body: body}, nil
}

// Next is the next part; io.EOF after the last. What is left of the part before is skipped.
func (u *Upload) Next() (*multipart.Part, error) {
	part, err := u.parts.NextRawPart()
	if err == nil || errors.Is(err, io.EOF) {
		return part, err
	}
	if e, ok := errors.AsType[*app.Error](err); ok {
		return nil, e
	}
	if late(err) {
		return nil, fiber.ErrRequestTimeout
	}
	return nil, app.Fail(app.Invalid, app.T("error.request")).Because(fmt.Errorf("a form in parts: %w", err))
}

// Skip reads the rest of the body for nobody. A browser reads an answer only when it has sent all, or finds the connection cut
// instead of the reason.
func (u *Upload) Skip() { _, _ = io.Copy(io.Discard, u.body) }

// paced reads a body within its limit and at its pace.
type paced struct {
	ctx    *fasthttp.RequestCtx
	stream io.Reader
	begun  time.Time
	pace   Pace
	read   int64
	left   int64
}

func (p *paced) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, app.Fail(app.Invalid, app.T("error.too_large"))
	}
	if int64(len(b)) > p.left {
		b = b[:p.left]
	}
	by := p.begun.Add(p.pace.Start + time.Duration(p.read/p.pace.Rate)*time.Second)
	if silent := app.Now().Add(p.pace.Silence); silent.Before(by) {
		by = silent
	}
	if err := p.ctx.SetReadDeadline(by); err != nil {
		return 0, err
	}
	n, err := p.stream.Read(b)
	p.read, p.left = p.read+int64(n), p.left-int64(n)
	return n, err
}
