package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"telemark/app"
	"telemark/app/audit"
	"telemark/handlers/web"
)

// audits is what auditors ask for.
func (b *bank) audits() *audit.Service {
	return &audit.Service{Store: b.db.Audits(), Jobs: b.db.Jobs(), Hub: b.hub, Say: web.Translate}
}

type auditVerify struct {
	Digest string `type:"existingfile" placeholder:"FILE" help:"Digests that were kept elsewhere, as \"telemark audit digest\" prints them."`
	Day    string `placeholder:"DAY" help:"A day, such as 2026-11-28, whose last record has the hash of --hash."`
	Hash   string `help:"The hash that was kept of that day's last record."`
}

// Help is shown by --help.
func (auditVerify) Help() string {
	return `It may run while the program serves, and changes nothing. Without a digest that was kept elsewhere it finds what was changed, removed or ` +
		`put in; only with one, a chain that was written anew as a whole, and records that were cut off its end today.`
}

// Run reads the whole audit.
func (v auditVerify) Run(ctx context.Context) error {
	b, err := open(ctx, false)
	if err != nil {
		return err
	}
	err = v.verify(ctx, b.audits())
	b.hub.Close()
	return errors.Join(err, b.db.Close())
}

func (v auditVerify) verify(ctx context.Context, s *audit.Service) error {
	kept, err := v.kept(ctx, s)
	if err != nil {
		return err
	}
	shown := int64(-1)
	report, err := s.Check(ctx, kept, func(done, total int64) {
		if tenth := 10 * done / max(total, 1); tenth != shown {
			shown = tenth
			fmt.Fprintf(os.Stderr, "%d of %d records\n", done, total)
		}
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d records, %d digests of days and %d that were kept fit\n", report.Records, report.Days, report.Kept)
	return report.Err()
}

// kept are the digests to compare with.
func (v auditVerify) kept(ctx context.Context, s *audit.Service) (list []audit.Day, err error) {
	if v.Digest != "" {
		file, err := os.Open(v.Digest)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }()
		if list, err = audit.ReadLines(file); err != nil {
			return nil, fmt.Errorf("%s: %w", v.Digest, err)
		}
	}
	if v.Day == "" && v.Hash == "" {
		return list, nil
	}
	d, err := dayOf(ctx, s, v.Day)
	if err == nil && v.Hash == "" {
		err = errors.New("--day needs --hash, which was kept")
	}
	d.Hash = v.Hash
	return append(list, d), err
}

// dayOf is the digest of a day.
func dayOf(ctx context.Context, s *audit.Service, text string) (audit.Day, error) {
	day, ok := app.ParseDay(text)
	if !ok {
		return audit.Day{}, fmt.Errorf("--day: %q is no day such as 2026-11-28", text)
	}
	if _, err := s.Seal(ctx); err != nil {
		return audit.Day{}, err
	}
	days, err := s.Store.Days(ctx, day.Add(1), 1)
	if err == nil && (len(days) == 0 || days[0].Day != day) {
		err = fmt.Errorf("--day: %s has no digest: nothing was recorded on it, or it hasn't ended", day)
	}
	if err != nil {
		return audit.Day{}, err
	}
	return days[0], nil
}

type auditDigest struct {
	Day string `placeholder:"DAY" help:"Of one day, such as 2026-11-28, in place of all and of this moment."`
}

// Run prints the digests, the earliest first; the last line is the chain's end at this moment.
func (d auditDigest) Run(ctx context.Context) error {
	b, err := open(ctx, false)
	if err != nil {
		return err
	}
	err = d.print(ctx, b.audits())
	b.hub.Close()
	return errors.Join(err, b.db.Close())
}

func (d auditDigest) print(ctx context.Context, s *audit.Service) error {
	if d.Day != "" {
		one, err := dayOf(ctx, s, d.Day)
		if err == nil {
			fmt.Println(one.Line())
		}
		return err
	}
	if _, err := s.Seal(ctx); err != nil {
		return err
	}
	days, err := s.Store.Days(ctx, "", 10000)
	if err != nil {
		return err
	}
	for _, one := range slices.Backward(days) {
		fmt.Println(one.Line())
	}
	now, err := s.Store.Head(ctx)
	if err == nil && now.Last > 0 {
		fmt.Println(now.Line())
	}
	return err
}
