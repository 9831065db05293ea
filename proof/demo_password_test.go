package proof

import (
	"strings"
	"testing"
)

// Somebody who knows the demo's passwords finds its database served as a bank's: the manager's password and a second factor of
// their own would do.
func TestADemoBankIsNeverServedAsABank(t *testing.T) {
	p := serveDemo(t)
	p.kill()
	for _, env := range [][]string{nil, {"PUBLIC_URL=https://bank.example", "DATA_PERSISTENT=true"}} {
		p.env = env
		out, problems, code := p.run("", "serve")
		if code != 1 || !strings.Contains(problems, "demo") {
			t.Errorf("with %q it was answered with %d\n%s%s", env, code, out, problems)
		}
	}
}
