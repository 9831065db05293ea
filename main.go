// Command telemark is the telemarketing centre of a bank in one program.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // readers' zones, also where the machine has none

	"github.com/alecthomas/kong"
)

// commands is what the program can be told to do.
type commands struct {
	Serve   serve   `cmd:"" help:"Serve the bank over HTTP until a signal ends it."`
	Migrate migrate `cmd:"" help:"Bring the database's schema up to date. Safe to repeat and to run at once on several machines."`
	User    struct {
		Add     userAdd     `cmd:"" help:"Make a sign-in. The password is read from the terminal or from standard input."`
		Disable userDisable `cmd:"" help:"Keep somebody from signing in and end their sessions."`
	} `cmd:"" help:"People and their sign-ins."`
	Audit struct {
		Verify auditVerify `cmd:"" help:"Read the whole audit and say whether it was tampered with: exit 1 when it was."`
		Digest auditDigest `cmd:"" help:"Print the digests of the days, to be kept where nobody who runs the database can change them."`
	} `cmd:"" help:"The audit and the proof that nobody changed it."`
	Figures struct {
		Check   figuresCheck   `cmd:"" help:"Count the rows behind the managers' figures and compare with what is kept of each day: exit 1 when they differ."`
		Recount figuresRecount `cmd:"" help:"Count what is kept of each day again, from its rows."`
	} `cmd:"" help:"The managers' figures."`
	Check   check   `cmd:"" help:"Look at the database, encryption, TLS, clock, disk, schema and keys: one line each; exit 1 on red."`
	Backup  backup  `cmd:"" help:"Copy the embedded database into a file, encrypted and signed, while the program serves."`
	Restore restore `cmd:"" help:"Make the embedded database out of a backup."`
	Copy    copying `cmd:"" help:"Copy all data into an empty database: from the embedded one to SQL Server, or back."`
	Rekey   rekey   `cmd:"" help:"Write the embedded database anew under a new key."`
	Version version `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser := kong.Must(&commands{}, kong.Name("telemark"), kong.UsageOnError(),
		kong.Description("The telemarketing centre of a bank. Settings come from the environment; README.md lists them."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	chosen, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	if err := chosen.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "telemark: "+plain(err).Error())
		stop()
		os.Exit(1)
	}
}

type version struct{}

// Run prints the version that the build wrote into the program.
func (version) Run() error {
	text, ok := built()
	if !ok {
		return fmt.Errorf("this build knows no version")
	}
	_, err := fmt.Println("telemark " + text)
	return err
}

// built is the program's version, the revision of its text and the Go that made it.
func built() (string, bool) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", false
	}
	revision := "unknown"
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	return fmt.Sprintf("%s (%s, %s)", info.Main.Version, revision, info.GoVersion), true
}
