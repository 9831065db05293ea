// Package handlers is the web: the Fiber app, THE routing table (routes.go), and what stands in front of it.
package handlers

import (
	"context"
	"math"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/audit"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/health"
	"telemark/app/hub"
	"telemark/app/notice"
	"telemark/app/privacy"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/app/session"
	"telemark/app/setting"
	"telemark/app/signon"
	"telemark/app/view"
	"telemark/handlers/apply"
	"telemark/handlers/client"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/login"
	"telemark/handlers/manager"
	"telemark/handlers/operator"
	"telemark/handlers/public"
	"telemark/handlers/web"
)

// Parts are what the web shows and what it must know of the settings.
type Parts struct {
	Chat         *chat.Service
	Contact      *contact.Service
	Hub          *hub.Hub
	Products     *product.Service
	Approvals    *approval.Service
	Glass        *approval.Glass
	Affected     application.Affected
	Applications *application.Service
	Workflows    *workflow.Service
	Documents    *application.Documents
	People       *account.Service
	Provider     *signon.Provider // nil: the bank has none
	Sessions     *session.Keeper
	Notices      *notice.Service
	Privacy      *privacy.Service
	Audits       *audit.Service
	Retention    *privacy.Retention
	Report       *report.Service
	Exports      *report.Exports
	Settings     *setting.Service
	Calendar     *calendar.Service
	Views        *view.Service
	Health       *health.Service
	Metrics      *web.Metrics
	Closing      func() bool // the program is about to stop

	Origin       string // scheme and host of PUBLIC_URL
	OriginSet    bool   // false: loopback names are as good
	HTTPS        bool
	Proxies      int
	MetricsToken string
	Demo         bool
}

// SignOnCallback is the path to which the bank's OpenID provider sends browsers back.
const SignOnCallback = login.CallbackPath

// Site is the web of a running program.
type Site struct {
	fiber     *fiber.App
	guard     *guard.Guard
	metrics   fiber.Handler
	goals     fiber.Handler // see goals
	health    public.Health
	public    public.Handlers
	login     login.Handlers
	client    client.Handlers
	operator  operator.Handlers
	manager   manager.Handlers
	products  manager.Catalogue
	views     manager.NamedFilters
	approvals manager.Approvals
	streams   *web.Streams
}

// The limits of one request. A form is small; files come as a stream with limits of their own, see uploads. Writing has no limit
// of time: it would cut streams.
const (
	headerLimit = 16 << 10
	bodyLimit   = 256 << 10
	readLimit   = 30 * time.Second
	idleLimit   = 97 * time.Second // longer than a proxy's, so that the proxy closes first
	queryLimit  = 15 * time.Second
)

// New makes the site.
func New(p Parts) (*Site, error) {
	f := fiber.New(fiber.Config{
		AppName: "telemark", Immutable: true, DisableStartupMessage: true, ErrorHandler: web.HandleError,
		ReadBufferSize: headerLimit, BodyLimit: bodyLimit, ReadTimeout: readLimit, IdleTimeout: idleLimit,
		StreamRequestBody: true, DisablePreParseMultipartForm: true, // see web.ReadBodies
	})
	web.PrepareForStreams(f)
	web.ReadFormsFromBodies(f, bodyLimit)
	work := apply.Work{Cases: p.Applications, Documents: p.Documents, Colleagues: manager.Colleagues(p.People), Seen: p.Audits.Seen}
	s := &Site{
		fiber: f, metrics: p.Metrics.Serve(p.MetricsToken), streams: web.NewStreams(p.Metrics.SlowReader),
		guard:  guard.New(p.Sessions, guard.Options{Origin: p.Origin, OriginSet: p.OriginSet, HTTPS: p.HTTPS, Proxies: p.Proxies, Around: p.Glass.Around}),
		health: public.Health{Service: p.Health, Closing: p.Closing},
		public: public.Handlers{Secure: p.HTTPS, Products: p.Products, BaseURL: p.Origin},
		manager: manager.Handlers{
			Report: p.Report, Files: p.Exports, Talks: p.Chat, People: p.People, Sessions: p.Sessions, Privacy: p.Privacy, Audits: p.Audits,
			Kept: p.Retention, Health: p.Health, Work: work, BaseURL: p.Origin,
			Calendar: p.Calendar, Chat: p.Chat, Settings: p.Settings, Contact: p.Contact,
			Workflows: p.Workflows, Approvals: p.Approvals, Products: p.Products, Views: manager.NamedFilters{Views: p.Views},
		},
	}
	s.views = s.manager.Views
	s.products = manager.Catalogue{Products: p.Products, Views: s.views, Show: public.Show}
	s.approvals = manager.Approvals{
		Service: p.Approvals, Glass: p.Glass, People: p.People, Affected: p.Affected, Workflows: p.Workflows, Wordings: p.Contact,
		Views: s.views, Quoters: []product.Quoter{manager.CannedQuotes{Texts: p.Chat.Store.Canned}},
	}
	s.login = login.Handlers{People: p.People, Provider: p.Provider, Sessions: p.Sessions, Guard: s.guard, Secure: p.HTTPS}
	s.goals = goals(p.Settings)
	s.feeds(p)
	f.Use(p.Metrics.Measure, recover.New(), s.guard.Every, web.ReadBodies(bodyLimit, uploads), web.Deadline(queryLimit))
	if p.Demo {
		f.Use(web.Demo)
	}
	s.routes(f)
	s.guard.UsePlan(s.guard.PlanOf(f, "/client", "/operator", "/manager"))
	return s, nil
}

// goals has pages colour waits by what the bank has set.
func goals(settings *setting.Service) fiber.Handler {
	return func(c *fiber.Ctx) error {
		l, err := settings.Levels(c.UserContext())
		if err != nil {
			return err
		}
		web.SetGoals(c, web.Goals{Take: l.Take, Decision: l.Decision})
		return c.Next()
	}
}

// feeds wires what carries rooms to open pages, one feed for each side.
func (s *Site) feeds(p Parts) {
	talk := live.Talk{Chat: p.Chat, Polled: p.Metrics.Polled}
	parts := live.Parts{
		Hub: p.Hub, Streams: s.streams, Log: p.Chat.Store, Meter: p.Metrics, Sessions: p.Sessions.Touch, Until: s.guard.Until,
	}
	s.client = client.Handlers{
		Talk: talk, Contact: p.Contact, Notices: p.Notices, Products: p.Products, Cases: p.Applications, Documents: p.Documents,
		Privacy: p.Privacy, Sessions: p.Sessions,
		Feed: live.NewFeed(parts, client.Audience(p.Chat)),
	}
	s.operator = operator.Handlers{
		Talk: talk, Contact: p.Contact, Products: p.Products, Settings: p.Settings,
		Applications: apply.Work{Cases: p.Applications, Documents: p.Documents, Seen: p.Audits.Seen},
	}
	s.operator.Feed = live.NewFeed(parts, s.operator.Audience())
	p.Metrics.CountStreams(s.streams.Count)
	for _, f := range report.Figures {
		if f.Live && f.Sum == report.Count {
			p.Metrics.Gauge("telemark_rooms_"+f.ID, "Rooms that are "+f.ID+" now.", func() float64 { return measure(p.Report, f.ID) })
		}
	}
}

// measure reads a figure for Prometheus; NaN says that it can't be read.
func measure(service *report.Service, id string) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), queryLimit)
	defer cancel()
	v, err := service.Total(ctx, app.Actor{Role: app.Manager, Scope: app.All}, id, report.Filter{})
	if err != nil || v.None {
		return math.NaN()
	}
	return v.Number
}

// CloseStreams ends all streams, so that the server can end.
func (s *Site) CloseStreams(ctx context.Context) error {
	err := s.streams.Shutdown(ctx)
	s.client.Feed.Close()
	s.operator.Feed.Close()
	return err
}

// Serve answers requests until Shutdown.
func (s *Site) Serve(l net.Listener) error { return s.fiber.Listener(l) }

// Shutdown ends the server: requests under way are answered first.
func (s *Site) Shutdown(ctx context.Context) error { return s.fiber.ShutdownWithContext(ctx) }
