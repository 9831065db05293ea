package proof

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"telemark/app/secret"
	"telemark/app/store/storetest"
)

// The attack: whoever stands between the program and its database answers in the database's place, and waits for the
// password. Every command that would connect must refuse, say which setting is meant, and send nothing.
func TestTheProgramDoesNotTalkToADatabaseItCannotTrust(t *testing.T) {
	ours, strangers := storetest.NewAuthority(t), storetest.NewAuthority(t)
	tomorrow, yesterday := time.Now().Add(24*time.Hour), time.Now().Add(-24*time.Hour)
	good := ours.Issue("127.0.0.1", tomorrow)
	foreign, other, expired := strangers.Issue("127.0.0.1", tomorrow), ours.Issue("db.bank.example", tomorrow), ours.Issue("127.0.0.1", yesterday)
	file := "certificate=" + ours.File()
	for _, c := range []struct {
		name, query string
		cert        *tls.Certificate
		says        string
		trusted     bool // the certificate is taken for good, and only what comes after it fails
	}{
		{"another authority", "encrypt=true&" + file, &foreign, "authority that is not trusted", false},
		{"the system's authorities", "encrypt=true", &good, "authority that is not trusted", false},
		{"another host", "encrypt=true&" + file, &other, "for another host", false},
		{"expired", "encrypt=true&" + file, &expired, "expired", false},
		{"another authority, strict", "encrypt=strict&" + file, &foreign, "authority that is not trusted", false},
		{"another host, strict", "encrypt=strict&" + file, &other, "for another host", false},
		{"strict on a server without TLS", "encrypt=strict&" + file, nil, "TLS with it fails", false},
		{"a certificate of ours, strict", "encrypt=strict&" + file, &good, "can't be reached", true},
		{"no encryption offered", "encrypt=true&" + file, nil, "offers no encryption", false},
		{"encryption switched off", "encrypt=disable&" + file, nil, "encrypt=true", false},
		{"encryption left to the server", "encrypt=false&" + file, &good, "encrypt=true", false},
		{"nothing said", file, &good, "encrypt=true", false},
		{"everybody trusted", "encrypt=true&trustservercertificate=true", &foreign, "TrustServerCertificate", false},
		{"a pinned certificate", "encrypt=true&servercertificate=" + ours.File(), &good, "serverCertificate", false},
		{"a missing file", "encrypt=true&certificate=/nowhere/ca.pem", &good, "/nowhere/ca.pem", false},
		{"a certificate of ours", "encrypt=true&" + file, &good, "can't be reached", true},
		{"a certificate of ours for the name that is given", "encrypt=true&hostnameincertificate=db.bank.example&" + file, &other, "can't be reached", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := storetest.NewEndpoint(t, c.cert)
			p := newProgram(t, t.TempDir(), []string{
				"DATABASE_URL=sqlserver://telemark_app:p-a-s-s-w-o-r-d@" + e.Address + "?database=telemark&" + c.query,
				"COLUMN_KEYS=" + secret.NewKey().Text(), "SESSION_KEYS=" + secret.NewKey().Text(),
				"REQUIRE_ENCRYPTED_DATABASE=false", // speaks of the disk, never of the wire
			})
			for _, command := range [][]string{{"check"}, {"migrate"}} {
				out, problems, code := p.run("", command...)
				if code != 1 || !strings.Contains(problems, "DATABASE_URL: ") || !strings.Contains(problems, c.says) {
					t.Errorf("%v ends with %d and says %q; want 1, DATABASE_URL and %q", command, code, problems, c.says)
				}
				if strings.Contains(out+problems, "p-a-s-s") {
					t.Errorf("%v says the password: %s%s", command, out, problems)
				}
			}
			if (e.Trusted.Load() > 0) != c.trusted {
				t.Errorf("the certificate was trusted %d times", e.Trusted.Load())
			}
			if e.Logins.Load() > 0 {
				t.Error("the password was sent in the clear")
			}
		})
	}
}
