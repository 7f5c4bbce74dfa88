package notary

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

// Handler serves the public log under the prefix it is mounted at: checkpoint,
// key, and tile/… . It reveals no more than tags and hashes.
func (n *Notary) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /log/checkpoint", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		writeText(w, n.Checkpoint())
	})
	mux.HandleFunc("GET /log/key", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		writeText(w, n.vkey+"\n")
	})
	mux.HandleFunc("GET /log/tile/{path...}", n.serveTile)
	return mux
}

func writeText(w http.ResponseWriter, s string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	fmt.Fprint(w, s)
}

// serveTile answers a tile that the signed tree holds whole at that width. A
// tile never changes, so it may be kept for ever.
func (n *Notary) serveTile(w http.ResponseWriter, r *http.Request) {
	path := "tile/" + r.PathValue("path")
	t, err := torchwood.ParseTilePath(path)
	if err != nil {
		http.Error(w, "malformed tile path", http.StatusBadRequest)
		return
	}
	if !n.holds(t) {
		http.NotFound(w, r)
		return
	}
	data, err := n.tile(r.Context(), t)
	if err != nil {
		n.Log.Error("tile", "path", path, "err", err)
		http.Error(w, "the tile cannot be read now", http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Access-Control-Allow-Origin", "*")
	w.Write(data)
}

// holds reports whether the signed tree has all the hashes of t.
func (n *Notary) holds(t tlog.Tile) bool {
	level := max(t.L, 0) * torchwood.TileHeight
	if level > 56 || t.N > 1<<40 {
		return false
	}
	have := n.latest().Size >> level // complete hashes at the tile's level
	return t.N*torchwood.TileWidth+int64(t.W) <= have
}

func (n *Notary) tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	if t.L >= 0 {
		return tlog.ReadTileData(t, n.hashReader())
	}
	from := t.N * torchwood.TileWidth
	entries, err := n.Tree.Entries(ctx, from, from+int64(t.W))
	if err != nil {
		return nil, err
	}
	if err := n.unaltered(from, entries); err != nil {
		return nil, err
	}
	var data []byte
	for _, e := range entries {
		if data, err = torchwood.AppendTileEntry(data, e); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// unaltered refuses entries that are not those in the tree: an editor of the
// database who changed a tag would have us publish what nobody can check.
func (n *Notary) unaltered(from int64, entries [][]byte) error {
	at := make([]int64, len(entries))
	for i := range entries {
		at[i] = tlog.StoredHashIndex(0, from+int64(i))
	}
	hashes, err := n.hashReader().ReadHashes(at)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if tlog.RecordHash(e) != hashes[i] {
			n.altered.Store(true)
			return fmt.Errorf("notary: entry %d is not the one in the tree", from+int64(i))
		}
	}
	return nil
}

// Altered reports whether an entry was found that is not the one in the tree.
func (n *Notary) Altered() bool { return n.altered.Load() }

// signatureLines are the lines of a cosigner's answer that are signatures.
func signatureLines(answer string) []string {
	var out []string
	for line := range strings.Lines(answer) {
		if strings.HasPrefix(line, "— ") {
			out = append(out, strings.TrimRight(line, "\n")+"\n")
		}
	}
	return out
}
