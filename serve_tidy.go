package main

import (
	"context"
	"log/slog"
	"time"
)

// tidy does by the clock what nobody asks for, until ctx ends.
func (b *bank) tidy(ctx context.Context) {
	go every(ctx, time.Minute, "taking back offers", b.applications.ExpireOffers)
	go every(ctx, time.Hour, "erasing what is due", b.retention().Tidy)
	go every(ctx, 10*time.Minute, "sealing days of the audit", b.audits().Seal)
	go every(ctx, time.Minute, "making exports by the clock", b.reports().MakeDue)
	go every(ctx, time.Minute, "counting days of figures", b.reports().Report.Count)
	go every(ctx, time.Hour, "days of figures that differed from their rows", b.reports().Report.Watch)
	every(ctx, time.Hour, "sweeping sessions", b.sessions.Sweep)
}

// every runs f again and again and says how often it found something to do. What fails is tried again the next time.
func every(ctx context.Context, interval time.Duration, what string, f func(context.Context) (int, error)) {
	for ticker := time.NewTicker(interval); ; {
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
		}
		switch n, err := f(ctx); {
		case ctx.Err() != nil:
		case err != nil:
			slog.Warn(what, "error", err)
		case n > 0:
			slog.Info(what, "count", n)
		}
	}
}
