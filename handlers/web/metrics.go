package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"telemark/app"
)

// Metrics are the program's figures for Prometheus. Other packages see them through small interfaces of their own. No label
// ever holds an id, an address or a text.
type Metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.HistogramVec
	queries    *prometheus.HistogramVec
	deliveries prometheus.Counter
	catchUps   prometheus.Counter
	slow       prometheus.Counter
	polled     prometheus.Counter
	failures   prometheus.Counter
	retries    *prometheus.CounterVec
	streams    func() int
	polls      atomic.Int64
	lastPoll   atomic.Int64 // Unix milliseconds
}

// NewMetrics makes the figures.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "telemark_request_seconds", Help: "Time to answer a request, by route and status; streams are not in it.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"method", "route", "status"}),
		queries: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "telemark_query_seconds", Help: "Time of a database statement, by kind, table and whether it failed.",
			Buckets: []float64{.0001, .0005, .001, .005, .01, .05, .1, .5, 1},
		}, []string{"kind", "table", "failed"}),
		deliveries: counter("telemark_deliveries_total", "Messages written to a stream."),
		catchUps:   counter("telemark_catchups_total", "Gaps that a stream read from the database."),
		slow:       counter("telemark_slow_readers_total", "Streams closed because their reader was too slow."),
		polled:     counter("telemark_polls_total", "Requests of pages whose stream failed twice and that poll instead."),
		failures:   counter("telemark_login_failures_total", "Sign-ins refused."),
		retries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "telemark_retries_total", Help: "Reads and changes asked of the database again: after a cut, a deadlock or a lock timeout.",
		}, []string{"kind"}),
	}
	for _, kind := range []string{"read", "change"} {
		m.retries.WithLabelValues(kind) // shown as 0 from the start
	}
	m.registry.MustRegister(m.retries, m.requests, m.queries, m.deliveries, m.catchUps, m.slow, m.polled, m.failures,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
}

// Gauge adds a figure that is measured when Prometheus asks.
func (m *Metrics) Gauge(name, help string, measure func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, measure))
}

// Delivered, CaughtUp, SlowReader and LoginFailed count one each.
func (m *Metrics) Delivered()   { m.deliveries.Inc() }
func (m *Metrics) CaughtUp()    { m.catchUps.Inc() }
func (m *Metrics) SlowReader()  { m.slow.Inc() }
func (m *Metrics) LoginFailed() { m.failures.Inc() }

// Polled counts a request of a page whose stream failed twice.
func (m *Metrics) Polled() {
	m.polled.Inc()
	m.polls.Add(1)
	m.lastPoll.Store(app.Now().UnixMilli())
}

// Polls tells how many such requests there were since the start, and when the last one came.
func (m *Metrics) Polls() (last time.Time, total int64) {
	return time.UnixMilli(m.lastPoll.Load()).UTC(), m.polls.Load()
}

// CountStreams has the open streams counted.
func (m *Metrics) CountStreams(count func() int) {
	m.streams = count
	m.Gauge("telemark_streams", "Open event streams.", func() float64 { return float64(count()) })
}

// Streams is how many are open; 0 where nobody serves any.
func (m *Metrics) Streams() int {
	if m.streams == nil {
		return 0
	}
	return m.streams()
}

// Query takes the time of a database statement.
func (m *Metrics) Query(kind, table string, took time.Duration, failed bool) {
	m.queries.WithLabelValues(kind, table, strconv.FormatBool(failed)).Observe(took.Seconds())
}

// Retried counts what the database was asked again: a read or a change.
func (m *Metrics) Retried(kind string) { m.retries.WithLabelValues(kind).Inc() }

// Measure takes the time of each request.
func (m *Metrics) Measure(c *fiber.Ctx) error {
	start := app.Now()
	err := c.Next()
	status := c.Response().StatusCode()
	if err != nil {
		status = Status(err)
	}
	if route := c.Route().Path; !strings.HasSuffix(route, "/stream") {
		m.requests.WithLabelValues(c.Method(), route, strconv.Itoa(status)).Observe(app.Now().Sub(start).Seconds())
	}
	return err
}

// Serve answers Prometheus when it shows the token, and nobody when there is none: then the page does not exist.
func (m *Metrics) Serve(token string) fiber.Handler {
	answer := adaptor.HTTPHandler(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	want := sha256.Sum256([]byte(token))
	return func(c *fiber.Ctx) error {
		shown, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
		got := sha256.Sum256([]byte(shown))
		if token == "" {
			return fiber.ErrNotFound
		}
		if !ok || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
			return fiber.ErrUnauthorized
		}
		return answer(c)
	}
}

// Deadline gives each request's database calls an end.
func Deadline(limit time.Duration) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(c.UserContext(), limit)
		defer cancel()
		c.SetUserContext(ctx)
		return c.Next()
	}
}
