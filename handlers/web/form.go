package web

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// ReadFormsFromBodies keeps a link from filling in a form: what is posted counts only where the reader's form stands, in the body. The
// framework looks into the address first, so that an invitation's link with ?password= would set the password of its sender's
// choice. A page that is only looked at has nothing but its address. limit bounds a form in parts, in bytes.
func ReadFormsFromBodies(f *fiber.App, limit int) {
	f.Server().FormValueFunc = func(ctx *fasthttp.RequestCtx, name string) []byte {
		if ctx.IsGet() || ctx.IsHead() {
			return ctx.QueryArgs().Peek(name)
		}
		if value := ctx.PostArgs().Peek(name); value != nil {
			return value
		}
		form, err := ctx.MultipartFormWithLimit(limit)
		if err != nil || len(form.Value[name]) == 0 {
			return nil
		}
		return []byte(form.Value[name][0])
	}
}
