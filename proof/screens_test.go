package proof

import (
	"os"
	"testing"
	"time"
)

// Pictures of each main screen, for people to judge and for the README: `make screenshots`. Without SCREENSHOTS there is nothing to do.
func TestEveryMainScreenHasAPicture(t *testing.T) {
	if os.Getenv("SCREENSHOTS") == "" {
		return
	}
	needAssets(t)
	for _, language := range []string{"en", "ru"} {
		visit(t, serveDemo(t), language, func(b *browser, name string) {
			time.Sleep(300 * time.Millisecond) // the stream's first events
			b.shoot(name)
		})
	}
}
