//go:build !demo

package cli

import (
	"context"
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/pages/door"
)

// demoBuilt: a court's binary has no demo in it.
const demoBuilt = false

// demoSigner: in a court everybody signs with a key of their own.
func demoSigner(Config) (clerk.Signer, error) { return nil, nil }

func (h *house) demo(context.Context, *door.Door, *http.ServeMux) error { return nil }
