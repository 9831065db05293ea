package apply

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Documents is the view of apply/documents: the folder of an application as the bank sees it.
type Documents struct {
	web.Shell
	application.Folder
	Base string // address of the applications in the reader's area
}

// Opens tells whether the bank can open a document now.
func (Documents) Opens(d application.Document) bool {
	return d.State == application.Clean || d.State == application.Unscanned
}

// PaperName is the name of a wanted paper in the reader's language.
func (d Documents) PaperName(p product.Paper) string { return In(p.Names, d.Lang) }

// Paper names what a document was sent as.
func (d Documents) Paper(id string) string {
	for _, p := range d.Papers {
		if p.ID == id {
			return d.PaperName(p)
		}
	}
	return d.T("documents.others")
}

// OpenDocument gives the bank a document, when the scanner has passed it or there is none. Each time is recorded.
func (w Work) OpenDocument(c *fiber.Ctx) error {
	d, file, err := w.Documents.Open(c.UserContext(), guard.Actor(c), c.Params("application"), c.Params("document"))
	if err != nil {
		return err
	}
	return web.SendFile(c, d.Name, string(d.Type), d.Size, file)
}
