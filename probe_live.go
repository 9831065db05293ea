package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/health"
	"telemark/app/store"
)

// What moves while the program serves: how old the last backup is, and whether events, clients or pages are kept waiting.

// backupLate is how old the last backup may be: a daily one that is three hours late is worth a word.
const backupLate = 27 * time.Hour

// backupProbe looks at the age of the last backup, as the database knows it.
func (b *bank) backupProbe(ctx context.Context) []health.Item {
	i := health.Item{ID: "backup", State: health.OK}
	last, err := b.db.LastBackup(ctx)
	switch {
	case errors.Is(err, store.ErrServer):
		i.State, i.Evidence, i.Advice = health.Unknown, "msdb.dbo.backupset can't be read", app.T("health.backup_server_advice")
	case err != nil:
		i.State, i.Evidence = health.Unknown, "the database does not say"
	case last.IsZero():
		i.State, i.Evidence, i.Advice = health.Warning, "never", app.T("health.backup_advice")
	default:
		age := app.Now().Sub(last)
		i.Evidence = fmt.Sprintf("%s, %v ago", last.Format(time.RFC3339), age.Round(time.Minute))
		if age > backupLate {
			i.State, i.Advice = health.Warning, app.T("health.backup_advice")
		}
	}
	return []health.Item{i}
}

// eventsWaiting is how many unsent events are worth a warning: a healthy connection has none.
const eventsWaiting = 100

// hubProbe looks at the way to the other processes.
func (b *bank) hubProbe(context.Context) []health.Item {
	i := health.Item{ID: "doorbell", State: health.OK, Evidence: "one process"}
	if b.config.NATSURL == "" {
		return []health.Item{i}
	}
	waiting, trip, err := b.hub.Lag()
	i.Evidence = fmt.Sprintf("NATS, round trip %v, %d events waiting", trip.Round(time.Microsecond), waiting)
	if err != nil {
		i.Evidence = fmt.Sprintf("NATS, not connected, %d events waiting", waiting)
	}
	if err != nil || waiting > eventsWaiting {
		i.State, i.Advice = health.Warning, app.T("health.doorbell_advice")
	}
	return []health.Item{i}
}

// queueLate is how long the client at the head of the queue may have waited before it is worth a warning.
const queueLate = 15 * time.Minute

// queueProbe looks at the head of the queue: how far answering lags behind asking.
func (b *bank) queueProbe(ctx context.Context) []health.Item {
	head, err := b.db.Chat().Waiting(ctx, 1)
	if err != nil {
		return []health.Item{{ID: "queue", State: health.Unknown, Evidence: "the database does not say"}}
	}
	i := health.Item{ID: "queue", State: health.OK, Evidence: "nobody waits"}
	if len(head) > 0 {
		wait := head[0].Wait(app.Now())
		i.Evidence = fmt.Sprintf("the longest wait is %v", wait.Round(time.Second))
		if wait > queueLate {
			i.State, i.Advice = health.Warning, app.T("health.queue_advice")
		}
	}
	return []health.Item{i}
}

// jobsLate is how long work for the background may wait before it is worth a warning; jobsCounted is where counting ends.
const (
	jobsLate    = 15 * time.Minute
	jobsCounted = 20
)

// jobsProbe looks at the work that waits for the background: exports, erasures, deliveries.
func (b *bank) jobsProbe(ctx context.Context) []health.Item {
	now := app.Now()
	list, err := b.db.Jobs().Waiting(ctx, now, jobsCounted)
	if err != nil {
		return []health.Item{{ID: "jobs", State: health.Unknown, Evidence: "the database does not say"}}
	}
	i := health.Item{ID: "jobs", State: health.OK, Evidence: "nothing waits"}
	if len(list) > 0 {
		age := now.Sub(list[0].CreatedAt)
		i.Evidence = fmt.Sprintf("%d wait, %s for %v", len(list), list[0].Kind, age.Round(time.Second))
		if len(list) == jobsCounted {
			i.Evidence = fmt.Sprintf("%d or more wait, %s for %v", len(list), list[0].Kind, age.Round(time.Second))
		}
		if age > jobsLate {
			i.State, i.Advice = health.Warning, app.T("health.jobs_advice")
		}
	}
	return []health.Item{i}
}

// pollingLately is how long one page that polls is worth a warning.
const pollingLately = 10 * time.Minute

// streamsProbe counts open streams, and tells when pages poll because their streams fail: mostly a proxy that buffers.
func (b *bank) streamsProbe(context.Context) []health.Item {
	i := health.Item{ID: "streams", State: health.OK, Evidence: fmt.Sprintf("%d open", b.metrics.Streams())}
	if last, total := b.metrics.Polls(); total > 0 && app.Now().Sub(last) < pollingLately {
		i.State, i.Advice = health.Warning, app.T("health.streams_advice")
		i.Evidence += fmt.Sprintf("; %d polls by pages without a stream, the last at %s", total, last.Format(time.TimeOnly))
	}
	return []health.Item{i}
}

// scannerProbe asks the scanner of documents for a sign of life. Without one the bank opens files that nobody has looked at.
func (b *bank) scannerProbe(ctx context.Context) []health.Item {
	i := health.Item{ID: "scanner", State: health.OK, Evidence: "clamd answers"}
	if b.scanner == nil {
		i.State, i.Evidence, i.Advice = health.Warning, "CLAMD_URL is not set", app.T("health.scanner_none_advice")
	} else if err := b.scanner.Ping(ctx); err != nil {
		i.State, i.Evidence, i.Advice = health.Warning, "clamd does not answer", app.T("health.scanner_advice")
	}
	return []health.Item{i}
}
