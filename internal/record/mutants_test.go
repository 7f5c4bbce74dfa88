package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"
	"time"
)

var token = regexp.MustCompile(`[0-9a-f]{32,64}|"[a-zа-я._-]+"|[0-9]+|[{}\[\],:]`)

// TestMutants tells hundreds of false stories at random, most of them signed
// again by the log, and holds the verifiers to the same answer. Nothing that was
// changed holds, but for what a new signature of the log makes true.
func TestMutants(t *testing.T) {
	w, parts := told(t, func(*world) {})
	other, opt := newSecond(t), Options{Policy: must(ParsePolicy(w.policy())), Log: w.logFiles()}
	policy := other.write(t, "policy", []byte(w.policy()))
	log := other.folder(t, "log", Parts(w.logFiles()))
	seed := uint64(time.Now().UnixNano())
	rnd, many := rand.New(rand.NewPCG(seed, 1)), 400
	if testing.Short() {
		many = 100
	}
	results := map[string]int{}
	for i := range many {
		p, what := mutant(rnd, w, parts)
		zip := zipped(p)
		other.start(t, "--policy", policy, "--log", log, other.write(t, "mutant", zip))
		r := VerifyFile(zip, opt)
		check, _ := first(r)
		results[check]++
		if !agree(t, what, r, other.answer(t)) {
			t.Fatalf("seed %d, mutant %d", seed, i)
		}
		if r.Exit == 0 && !bytes.Contains([]byte(what), []byte("signed")) {
			t.Fatalf("seed %d, mutant %d went unnoticed: %s", seed, i, what)
		}
	}
	t.Log(results)
}

// mutant changes one or two things in one file, and sometimes makes the rest fit.
func mutant(rnd *rand.Rand, w *world, parts Parts) (Parts, string) {
	list := parts.Names()
	name := list[rnd.IntN(len(list))]
	body := bytes.Clone(parts[name])
	for range 1 + rnd.IntN(2) {
		body = mutate(rnd, body)
	}
	if bytes.Equal(body, parts[name]) {
		return mutant(rnd, w, parts)
	}
	p, what := with(parts, name, body), fmt.Sprintf("%s is %q", name, body)
	if name == fileManifest || rnd.IntN(4) == 0 {
		return p, what
	}
	return refitted(w, p), what + ", signed"
}

func mutate(rnd *rand.Rand, body []byte) []byte {
	l := bytes.SplitAfter(body, []byte("\n"))
	i, j := rnd.IntN(len(l)), rnd.IntN(len(l))
	switch rnd.IntN(6) {
	case 0:
		l[i], l[j] = l[j], l[i]
	case 1:
		l[i] = nil
	case 2:
		l[i] = append(bytes.Clone(l[i]), l[j]...)
	default:
		return otherToken(rnd, body)
	}
	return bytes.Join(l, nil)
}

// otherToken puts one word of the file in the place of another.
func otherToken(rnd *rand.Rand, body []byte) []byte {
	all := token.FindAllIndex(body, -1)
	if len(all) == 0 {
		return append(body, 'x')
	}
	a, b := all[rnd.IntN(len(all))], all[rnd.IntN(len(all))]
	return append(append(bytes.Clone(body[:a[0]]), body[b[0]:b[1]]...), body[a[1]:]...)
}

// refitted makes the list say what the files are, and has the log sign it.
func refitted(w *world, p Parts) Parts {
	return resigned(w, p, func(m *manifest) {
		for i := range m.Streams {
			l, _ := splitLines(p[eventsFile(m.Streams[i].ID)], 1000)
			if len(l) == 0 {
				continue
			}
			var e Event
			_ = json.Unmarshal(l[len(l)-1], &e)
			m.Streams[i].Version, m.Streams[i].Head = uint64(len(l)), e.Header.Hash()
		}
		for i := range m.Blobs {
			m.Blobs[i].Size = int64(len(p["blobs/"+m.Blobs[i].Hash.String()]))
		}
	})
}
