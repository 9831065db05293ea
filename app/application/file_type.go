package application

import (
	"bytes"
	"slices"

	"telemark/app"
)

// FileType is what a document is by its content; its name says nothing about that.
type FileType string

// The types that a document may have: what phones, scanners and banks make, and what opens without running anything. Drawings,
// pages and office files can hold programs, so they are none of these.
const (
	PDF  FileType = "application/pdf"
	JPEG FileType = "image/jpeg"
	PNG  FileType = "image/png"
	WebP FileType = "image/webp"
	HEIC FileType = "image/heic" // and its relatives by other names (HEIF)
)

// endings are those of names, the usual one first.
func (t FileType) endings() []string {
	switch t {
	case PDF:
		return []string{".pdf"}
	case JPEG:
		return []string{".jpg", ".jpeg"}
	case PNG:
		return []string{".png"}
	case WebP:
		return []string{".webp"}
	case HEIC:
		return []string{".heic", ".heif"}
	}
	return []string{".bin"}
}

// looked is how much of a file's start and end is looked at, in bytes. Readers of PDF find its mark anywhere in as much.
const looked = 1 << 10

// fileType tells what a file is by the first bytes, which should be at least looked of them or all there are.
//
// Sources: ISO 32000-1, 7.5.2 (PDF); ITU-T T.81, B.2.1 (JPEG); W3C PNG, 5.2; RFC 9649, 2.3 (WebP); ISO/IEC 23008-12, 10 (HEIF: the
// brands).
func fileType(start []byte) (FileType, error) {
	start = start[:min(len(start), looked)]
	var t FileType
	switch {
	case bytes.HasPrefix(start, []byte("%PDF-")):
		t = PDF
	case bytes.HasPrefix(start, []byte("\xFF\xD8\xFF")):
		t = JPEG
	case bytes.HasPrefix(start, []byte("\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR")):
		t = PNG
	case len(start) >= 16 && bytes.HasPrefix(start, []byte("RIFF")) && string(start[8:15]) == "WEBPVP8":
		t = WebP
	case len(start) >= 12 && string(start[4:8]) == "ftyp" && heif(string(start[8:12])):
		t = HEIC
	}
	if t == "" || disguised(t, start) {
		return "", fileError(app.T("documents.wrong_type"))
	}
	return t, nil
}

// heif tells whether a brand is of still pictures in HEVC.
func heif(brand string) bool {
	return slices.Contains([]string{"heic", "heix", "heim", "heis", "mif1"}, brand)
}

// disguised finds files that are two things at once: a picture that a reader of PDF opens too, or a page that a browser would run
// if it were ever asked to guess.
func disguised(t FileType, start []byte) bool {
	start = bytes.ToLower(start)
	if t != PDF && bytes.Contains(start, []byte("%pdf-")) {
		return true
	}
	for _, mark := range []string{"<script", "<html", "<!doctype", "<svg", "<iframe", "<?php"} {
		if bytes.Contains(start, []byte(mark)) {
			return true
		}
	}
	return false
}

// packed finds the end of a ZIP archive, by which programs and office files are known, in the last bytes of a file. Source: APPNOTE
// 6.3.10, 4.3.16.
func packed(end []byte) bool { return bytes.Contains(end, []byte("PK\x05\x06")) }
