package public

import (
	"encoding/xml"

	"github.com/gofiber/fiber/v2"

	"telemark/app/product"
	"telemark/handlers/web"
)

// Robots tells search engines where to look: at the open pages, not at every combination of filters and figures.
func (h Handlers) Robots(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return c.SendString("User-agent: *\nDisallow: /client\nDisallow: /operator\nDisallow: /manager\nDisallow: /account\n" +
		"Disallow: /products/compare\nDisallow: /products/*/quote\nDisallow: /products/*/schedule\nAllow: /\n\nSitemap: " + h.BaseURL + "/sitemap.xml\n")
}

// sitemap is the list of open pages by https://www.sitemaps.org/protocol.html, with each page's languages.
type sitemap struct {
	XMLName xml.Name   `xml:"urlset"`
	Space   string     `xml:"xmlns,attr"`
	XHTML   string     `xml:"xmlns:xhtml,attr"`
	Pages   []sitePage `xml:"url"`
}

type sitePage struct {
	Address string     `xml:"loc"`
	Changed string     `xml:"lastmod,omitempty"`
	Links   []siteLink `xml:"xhtml:link"`
}

type siteLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	URL  string `xml:"href,attr"`
}

// mostPages is how many addresses a sitemap may have by its protocol.
const mostPages = 50_000

// Sitemap lists the front page, the catalogue and each product that is offered today.
func (h Handlers) Sitemap(c *fiber.Ctx) error {
	m := sitemap{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	m.add(h.BaseURL+"/", "")
	m.add(h.BaseURL+"/products", "")
	for f := (product.Filter{}); len(m.Pages) < mostPages; {
		page, err := h.Products.Catalogue(c.UserContext(), web.Languages[0], f)
		if err != nil {
			return err
		}
		for _, v := range page.Products {
			m.add(h.BaseURL+link(v), string(v.From))
		}
		if f.After = page.Next; page.Next == "" {
			break
		}
	}
	body, err := xml.Marshal(m)
	if err != nil {
		return err
	}
	c.Type("xml", "utf-8")
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(append([]byte(xml.Header), body...))
}

func (m *sitemap) add(address, changed string) {
	page := sitePage{Address: address, Changed: changed}
	for _, a := range web.Alternates(address) {
		page.Links = append(page.Links, siteLink{"alternate", a.Lang, a.URL})
	}
	m.Pages = append(m.Pages, page)
}
