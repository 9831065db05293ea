package handlers

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/handlers/web"
)

// routes is THE routing table: by audience, the guard on the group.
func (s *Site) routes(f *fiber.App) {
	f.Get("/healthz", s.health.Alive)
	f.Get("/readyz", s.health.Ready)
	f.Get("/metrics", s.metrics)
	f.Get("/static/*", web.Asset)
	f.Get("/favicon.ico", web.Favicon)
	f.Get("/push-worker.js", web.PushWorker)
	f.Get("/robots.txt", s.public.Robots)

	// Everybody, for as long as personal data may be served.
	site := f.Group("", s.health.Only, s.guard.Session)
	site.Get("/", s.public.Home)
	site.Post("/preferences", s.public.Preferences)
	site.Get("/sitemap.xml", s.public.Sitemap)
	site.Get("/products", s.public.Catalogue)
	site.Get("/products/compare", s.public.Compare)
	site.Get("/products/:slug", s.public.Product)
	site.Get("/products/:slug/quote", s.public.Quote)
	site.Get("/products/:slug/schedule", s.public.Schedule)
	site.Get("/products/:slug/documents/:document", s.public.Document)
	s.login.Routes(site)

	// Clients.
	client := site.Group("/client", s.guard.Only(app.Client))
	client.Get("/", s.client.Home)
	client.Get("/stream", s.client.Stream)
	client.Get("/rooms", s.client.Home)
	client.Post("/rooms", s.client.OpenRoom)
	client.Get("/rooms/new", s.client.AskAbout)
	client.Get("/rooms/:room", s.client.Room)
	client.Get("/rooms/:room/head", s.client.Head)
	client.Get("/rooms/:room/messages", s.client.Messages)
	client.Post("/rooms/:room/messages", s.client.PostMessage)
	client.Post("/rooms/:room/typing", s.client.Typing)
	client.Post("/rooms/:room/read", s.client.Mark)
	client.Post("/rooms/:room/rate", s.client.Rate)
	client.Get("/callback", s.client.Callback)
	client.Post("/callback", s.client.BookCallback)
	client.Post("/callback/cancel", s.client.CancelCallback)
	client.Get("/profile", s.client.Profile)
	client.Post("/profile/contact", s.client.SetPreferences)
	client.Post("/profile/consents", s.client.GiveConsents)
	client.Post("/profile/consents/:purpose/withdraw", s.client.WithdrawConsent)
	client.Get("/profile/receipts/:receipt", s.client.Receipt)
	client.Get("/profile/data", s.client.Data)
	client.Post("/profile/data", s.client.MakeExport)
	client.Get("/profile/data/:export", s.client.DownloadExport)
	client.Get("/profile/erasure", s.client.Erasure)
	client.Post("/profile/erasure", s.client.AskErasure)
	client.Post("/profile/erasure/:request/take-back", s.client.TakeBackErasure)
	client.Get("/notices", s.client.NoticePage)
	client.Post("/notices/email", s.client.SetEmail)
	client.Post("/notices/devices", s.client.AddDevice)
	client.Post("/notices/devices/:device/remove", s.client.RemoveDevice)

	// Operators.
	operator := site.Group("/operator", s.guard.Only(app.Operator))
	operator.Get("/", s.operator.Desk)
	operator.Get("/stream", s.operator.Stream)
	operator.Get("/rooms/:room", s.operator.Room)
	operator.Get("/rooms/:room/head", s.operator.Head)
	operator.Get("/rooms/:room/messages", s.operator.Messages)
	operator.Post("/rooms/:room/messages", s.operator.PostMessage)
	operator.Post("/rooms/:room/notes", s.operator.PostNote)
	operator.Post("/rooms/:room/take", s.operator.Take)
	operator.Post("/rooms/:room/transfer", s.operator.Transfer)
	operator.Post("/rooms/:room/close", s.operator.Close)
	operator.Post("/rooms/:room/typing", s.operator.Typing)
	operator.Post("/rooms/:room/read", s.operator.Mark)
	operator.Get("/callbacks", s.operator.Callbacks)
	operator.Get("/callbacks/next", s.operator.NextCallbacks)
	operator.Post("/callbacks/:callback/done", s.operator.SettleDone)
	operator.Post("/callbacks/:callback/no-answer", s.operator.SettleNoAnswer)

	// Managers.
	manager := site.Group("/manager", s.guard.Only(app.Manager))
	manager.Get("/", s.manager.Home)
	manager.Get("/figures", s.manager.Figures)
	manager.Get("/staff", s.manager.Staff)
	manager.Post("/staff/invitations", s.manager.Invite)
	manager.Post("/staff/invitations/:invitation/withdraw", s.manager.Withdraw)
	manager.Post("/staff/:person/disable", s.manager.Disable)
	manager.Post("/staff/:person/enable", s.manager.Enable)
	manager.Post("/staff/:person/factor/reset", s.manager.ResetFactor)
	manager.Get("/requests", s.manager.Requests)
	manager.Post("/requests/:request", s.manager.SettleRequest)
	manager.Get("/system", s.manager.System)
}
