package web

import (
	"fmt"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"telemark/app"
)

// sendSilence is how long a reader of a file may take nothing of it.
const sendSilence = 30 * time.Second

// SendFile answers with size bytes of a file that is read as the reader takes it. It is only ever saved: a browser neither shows it
// as a page of ours nor guesses what it might be, and nobody keeps it on the way.
func SendFile(c *fiber.Ctx, name, kind string, size int64, file io.Reader) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, disposition(name))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStream(&taken{ctx: c.Context(), file: file}, int(size))
}

// taken gives each piece of an answer its own time to be taken.
type taken struct {
	ctx  *fasthttp.RequestCtx
	file io.Reader
}

func (t *taken) Read(b []byte) (int, error) {
	if err := t.ctx.SetWriteDeadline(app.Now().Add(sendSilence)); err != nil {
		return 0, err
	}
	return t.file.Read(b)
}

// disposition names a file to save: in ASCII for old readers, and as it is (RFC 6266, 4.3, with RFC 8187, 3.2).
func disposition(name string) string {
	plain, exact := make([]byte, 0, len(name)), make([]byte, 0, 3*len(name))
	for _, r := range name {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			r = '_'
		}
		plain = append(plain, byte(r))
	}
	for _, b := range []byte(name) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.' || b == '-' || b == '_' {
			exact = append(exact, b)
			continue
		}
		exact = fmt.Appendf(exact, "%%%02X", b)
	}
	return `attachment; filename="` + string(plain) + `"; filename*=UTF-8''` + string(exact)
}

// Close closes a file that wants it; the server calls it whether all was taken or not.
func (t *taken) Close() error {
	if file, ok := t.file.(io.Closer); ok {
		return file.Close()
	}
	return nil
}
