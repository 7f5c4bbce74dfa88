package rules

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
)

var update = flag.Bool("update", false, "write the golden files anew")

// formatNames are the formats as a lawyer reads them in a sketch.
var formatNames = map[string]string{"in_person": "in person", "hybrid": "hybrid", "online": "online", "papers": "on the papers"}

// sketch is one invented case: what is known of it, and what the law should
// answer. The format is written by a person and never by the program; the rule,
// its article and its reason are filled in by -update.
type sketch struct {
	title  string // "017 A home is to be sold for a debt"
	lines  []string
	facts  Facts
	at     time.Time
	format string   // as written
	rest   []string // the lines of the answer
}

var sketchTitle = regexp.MustCompile(`^# (\d{3}) \S`)

// parseSketches reads a file of sketches; what stands before the first title
// is its preface.
func parseSketches(t *testing.T, file string) (preface string, out []sketch) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var s *sketch
	for i, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		switch {
		case sketchTitle.MatchString(line):
			out = append(out, sketch{title: line[2:], facts: Facts{}, at: day(t, "2026-03-02")})
			s = &out[len(out)-1]
		case s == nil:
			preface += line + "\n"
		case strings.HasPrefix(line, "→ "):
			s.rest = append(s.rest, line)
			s.format = formatOf(t, line)
		case len(s.rest) > 0:
			s.rest = append(s.rest, line)
		default:
			s.lines = append(s.lines, line)
			if err := s.read(t, line); err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
		}
	}
	for i := range out {
		out[i].rest = slices.DeleteFunc(out[i].rest, func(l string) bool { return l == "" })
		if out[i].format == "" {
			t.Fatalf("%s: sketch %s has no answer", file, out[i].title)
		}
	}
	return preface, out
}

// read reads a line of facts: "kind civil, property deprivation    at 2026-03-02".
func (s *sketch) read(t *testing.T, line string) error {
	facts, at, dated := strings.Cut(line, "at 2")
	if dated {
		s.at = day(t, "2"+at)
	}
	for _, one := range strings.Split(facts, ",") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		name, value, ok := strings.Cut(one, " ")
		if !ok {
			return fmt.Errorf("%q is no fact with a value", one)
		}
		s.facts[Fact(name)] = value
	}
	_, err := ParseFacts(stringsOf(s.facts))
	return err
}

func stringsOf(f Facts) map[string]string {
	out := map[string]string{}
	for k, v := range f {
		out[string(k)] = v
	}
	return out
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, ok := ParseDay(s)
	if !ok {
		t.Fatalf("%q is no date", s)
	}
	// The middle of the court's day.
	return d.Time(time.UTC).Add(7 * time.Hour)
}

func formatOf(t *testing.T, line string) string {
	t.Helper()
	for word, name := range formatNames {
		if rest, ok := strings.CutPrefix(line, "→ "+name); ok && (rest == "" || strings.HasPrefix(rest, "  ")) {
			return word
		}
	}
	t.Fatalf("%q answers no format", line)
	return ""
}

func articles(list []court.Article) string {
	var out []string
	for _, a := range list {
		out = append(out, a.String())
	}
	return strings.Join(out, ", ")
}

// ground is what a rule stands on, as a lawyer reads it.
func ground(r Rule) string {
	if r.Own {
		return "own policy"
	}
	return articles(r.Articles)
}

// answerText is an answer as it stands under a sketch.
func answerText(a Answer, lang court.Lang) string {
	var b strings.Builder
	fmt.Fprintf(&b, "→ %-13s  %s  %s\n  %s\n", formatNames[a.Outcome.Word], a.By.ID, articles(a.By.Articles), a.By.Reason[lang])
	if open := a.By.Unasked(a.Facts); len(open) > 0 {
		fmt.Fprintf(&b, "  for now: yet to be asked: %s\n", listed(open))
	}
	for _, step := range a.Steps {
		if !step.Rule.forbids() {
			continue
		}
		var names []string
		for _, f := range step.Rule.Forbids {
			names = append(names, formatNames[f])
		}
		fmt.Fprintf(&b, "  not %s: %s  %s\n", strings.Join(names, ", "), step.Rule.ID, articles(step.Rule.Articles))
	}
	return b.String()
}

// sketchFiles are the files of a country and the language of their reasons.
func sketchFiles(t *testing.T, country string) []string {
	t.Helper()
	files, _ := filepath.Glob("testdata/sketches/" + country + "*.txt")
	if len(files) == 0 {
		t.Fatalf("no sketches of %s", country)
	}
	return files
}

var sketchLang = map[string]court.Lang{"kz": court.Russian, "ee": court.English}

// The law answers every sketch as the lawyer expects, by the rule and for the
// reason that stand under it.
func TestSketches(t *testing.T) {
	for _, country := range []string{"kz", "ee"} {
		law := MustShipped(country)
		for _, file := range sketchFiles(t, country) {
			preface, all := parseSketches(t, file)
			written := preface
			for _, s := range all {
				a, err := law.Decide(Format, s.facts, s.at)
				if err != nil {
					t.Fatalf("%s: %v", s.title, err)
				}
				if a.Outcome.Word != s.format {
					t.Errorf("%s: %s\n  expected %s, the law answers:\n%s", file, s.title, formatNames[s.format], answerText(a, sketchLang[country]))
				}
				text := answerText(a, sketchLang[country])
				if was := strings.Join(s.rest, "\n") + "\n"; was != text && !*update {
					t.Errorf("%s: %s\n%s  is now\n%s", file, s.title, was, text)
				}
				written += "# " + s.title + "\n" + strings.TrimRight(strings.Join(s.lines, "\n"), "\n") + "\n" + text + "\n"
			}
			if *update && !t.Failed() {
				if err := os.WriteFile(file, []byte(written), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func version(r *Rule) string { return r.ID + "@" + r.From.String() }

// Every version of every format rule gives or forbids in a sketch, and there
// are sketches enough.
func TestSketchesHitEveryRule(t *testing.T) {
	law := MustShipped("kz")
	hit, n := map[string]bool{}, 0
	for _, file := range sketchFiles(t, "kz") {
		_, all := parseSketches(t, file)
		n += len(all)
		for _, s := range all {
			a, err := law.Decide(Format, s.facts, s.at)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range a.Steps {
				if step.Effect == Gave || step.Effect == Forbade {
					hit[version(&step.Rule)] = true
				}
			}
		}
	}
	for _, r := range law.All() {
		if r.Table == Format && !hit[version(&r)] {
			t.Errorf("%s decides no sketch", version(&r))
		}
	}
	if n < 120 {
		t.Errorf("only %d sketches", n)
	}
}

// Whatever outcome of whatever rule is altered, or prohibition dropped, a
// sketch tells: no rule can be changed unnoticed.
func TestSketchesNoticeEveryMutation(t *testing.T) {
	law := MustShipped("kz")
	var all []sketch
	for _, file := range sketchFiles(t, "kz") {
		_, some := parseSketches(t, file)
		all = append(all, some...)
	}
	if noticed(t, law, all) {
		t.Fatal("the sketches do not hold for the law itself")
	}
	mutants := 0
	for i, r := range law.src.rules {
		if r.Table != Format {
			continue
		}
		for _, m := range mutations(r) {
			mutants++
			if !noticed(t, law.with(i, m), all) {
				t.Errorf("%s as %v %v: no sketch notices", version(r), m.Gives, m.Forbids)
			}
		}
	}
	t.Logf("%d mutants", mutants)
}

// mutations are the rule with each other outcome, or with each prohibition dropped.
func mutations(r *Rule) []*Rule {
	var out []*Rule
	if !r.forbids() {
		for _, f := range court.Formats() {
			if string(f) != r.Gives.Word {
				m := *r
				m.Gives = Outcome{Word: string(f)}
				out = append(out, &m)
			}
		}
		return out
	}
	for i := range r.Forbids {
		m := *r
		m.Forbids = slices.Delete(slices.Clone(r.Forbids), i, i+1)
		out = append(out, &m)
	}
	return out
}

// with is the law with one rule in another's place, unchecked: a mutant need
// not be a law that would load.
func (l *Law) with(i int, r *Rule) *Law {
	r.gives, r.takes = formatBit(r.Gives.Word), 0
	for _, f := range r.Forbids {
		r.takes |= formatBit(f)
	}
	m := *l
	m.src.rules = slices.Clone(l.src.rules)
	if m.src.rules[i] = r; r.gives == 0 && r.takes == 0 {
		m.src.rules = slices.Delete(m.src.rules, i, i+1) // its only prohibition is gone
	}
	m.tables = map[Table][]segment{Format: segments(ofTable(m.src.rules, Format))}
	return &m
}

func noticed(t *testing.T, mutant *Law, all []sketch) bool {
	t.Helper()
	for _, s := range all {
		a, err := mutant.Decide(Format, s.facts, s.at)
		if err != nil || a.Outcome.Word != s.format || answerText(a, court.Russian) != strings.Join(s.rest, "\n")+"\n" {
			return true
		}
	}
	return false
}

// The sketches stand in the order of their numbers, each number once.
func TestSketchesAreNumbered(t *testing.T) {
	for _, country := range []string{"kz", "ee"} {
		last := ""
		for _, file := range sketchFiles(t, country) {
			_, all := parseSketches(t, file)
			for _, s := range all {
				if cmp.Compare(s.title[:3], last) <= 0 {
					t.Errorf("%s: %s comes after %s", file, s.title, last)
				}
				last = s.title[:3]
			}
		}
	}
}
