package esigntest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"net/http"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Relay stands in for a relay to people's phones (docs/phone.md): sign is the phone,
// which scans at once; nil from it is a person who says no. broken is how many
// lines break before one holds.
func Relay(sign func(document []byte) []byte, broken int) http.Handler {
	docs := make(chan []byte, 1)
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }
	mux.HandleFunc("POST /api/egovQr", func(w http.ResponseWriter, r *http.Request) {
		at := "http://" + r.Host + "/api/egovQr/1"
		say(w, map[string]string{"qrCode": base64.StdEncoding.EncodeToString(picture("mobileSign:" + at)), "dataURL": at, "signURL": at, "eGovMobileLaunchLink": "https://m.egov.kz/?link=" + at})
	})
	mux.HandleFunc("POST /api/egovQr/1", func(w http.ResponseWriter, r *http.Request) {
		if broken > 0 {
			broken--
			panic(http.ErrAbortHandler)
		}
		var asked struct {
			SignMethod      string
			DocumentsToSign []struct {
				NameRu, NameKz, NameEn string
				Document               struct{ File struct{ Data string } }
			}
		}
		if json.NewDecoder(r.Body).Decode(&asked) != nil || asked.SignMethod != "CMS_SIGN_ONLY" || len(asked.DocumentsToSign) != 1 || asked.DocumentsToSign[0].NameKz == "" {
			say(w, map[string]string{"message": "malformed"})
			return
		}
		doc, _ := base64.StdEncoding.DecodeString(asked.DocumentsToSign[0].Document.File.Data)
		docs <- doc
		say(w, map[string]string{})
	})
	mux.HandleFunc("GET /api/egovQr/1", func(w http.ResponseWriter, r *http.Request) {
		cms := sign(<-docs)
		if cms == nil {
			say(w, map[string]string{"message": "canceled"})
			return
		}
		text := base64.StdEncoding.EncodeToString(cms)
		text = text[:64] + "\n" + strings.TrimSpace(text[64:]) // as some phones write it
		say(w, map[string]any{"documentsToSign": []any{map[string]any{"document": map[string]any{"file": map[string]string{"data": text}}}}})
	})
	return mux
}

// picture is what a phone would scan.
func picture(text string) []byte {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	must(err)
	code, err = barcode.Scale(code, 240, 240)
	must(err)
	var b bytes.Buffer
	must(png.Encode(&b, code))
	return b.Bytes()
}
