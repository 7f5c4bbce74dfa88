package pdf_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// sheet is a journal with everything one can hold.
func sheet() hearing.Sheet {
	const who = court.PersonID("p-1")
	at := func(s int) time.Time { return now.Add(time.Duration(s) * time.Second) }
	lines := []hearing.Line{
		{Version: 10, At: at(0), Type: "hearing.opened", Key: "journal.hearing.opened"},
		{Version: 13, At: at(63), Type: "hearing.lost", Key: "journal.hearing.lost", Machine: true, Args: map[string]string{"person": string(who),
			"clock": record.At(at(60)).String(), "cause": "cause.not_established", "signs": "sign.heartbeat_gone sign.packets_gone"}},
		{Version: 14, At: at(70), Type: "hearing.held", Key: "journal.hearing.held", Args: map[string]string{"people": string(who), "cause": "cause.not_established"}},
		{Version: 15, At: at(90), Type: "hearing.back", Key: "journal.hearing.back", Args: map[string]string{"person": string(who), "clock": record.At(at(60)).String(), "seconds": "30.0"}},
		{Version: 16, At: at(95), Type: "hearing.resumed", Key: "journal.hearing.resumed"},
		{Version: 17, Key: "journal.stub"},
		{Version: 18, At: at(600), Type: "hearing.closed", Key: "journal.hearing.closed"}}
	return hearing.Sheet{CaseNo: "7501-26-00-2/1", No: 2, Names: map[court.PersonID]string{who: "Ғ. Ңұрөзіүлһі-Ұйғұрова"}, Opened: at(0), Ended: at(600), Now: at(700),
		Summary: hearing.Sum(lines, at(700)), Episodes: hearing.Episodes(lines, at(700)), Lines: lines, Version: 18,
		Said:    []hearing.Said{{Name: "Ө. Һәкімов", At: at(650), No: 31, Lines: []uint64{13}, Text: "Дыбыс жетпеді", Answer: "upheld", Reason: "Оператор растады"}, {Name: "Т. С.", At: at(651), No: 32, Agreed: true}},
		Address: "https://court.example/verify#41.abcdef", Checkpoint: []string{"court.example/log/1", "60", "AAAA", "", "\u2014 court.example/log/1 sig"}}
}

// The printed journal has each record number, the episode, what was said of it
// and the checkpoint; the same journal is the same file.
func TestJournal(t *testing.T) {
	p := printer(t)
	for lang, words := range map[court.Lang][]string{
		court.Kazakh:  {"Байланыс бұзылуларының журналы", "себебі анықталмаған", "Қарсылық қабылданды", "Бақылау нүктесі", "1-бет"},
		court.Russian: {"Журнал сбоев связи", "причина не установлена", "Возражение удовлетворено", "Контрольная точка"},
		court.English: {"Disruption journal", "cause not established", "Objection upheld", "Checkpoint"},
	} {
		b, err := p.Journal(lang, rules.Kazakhstan().Local, "Алматы қаласының соты", sheet())
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, b)
		for _, w := range append(words, "№ 13, № 14, № 15, № 16", "№ 18", "Ғ. Ңұрөзіүлһі-Ұйғұрова", "Дыбыс жетпеді", "court.example/log/1", "7501-26-00-2/1") {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, got)
			}
		}
		if again, err := p.Journal(lang, rules.Kazakhstan().Local, "Алматы қаласының соты", sheet()); err != nil || !bytes.Equal(b, again) {
			t.Errorf("%s: the same journal is another file: %v", lang, err)
		}
	}
}

// A long sitting takes several pages and loses no number; without a proof yet
// the paper says so.
func TestALongJournal(t *testing.T) {
	j := sheet()
	j.Address, j.Checkpoint = "", nil
	for n := range uint64(300) {
		l := j.Lines[1]
		l.Version = 100 + n
		j.Lines = append(j.Lines, l)
	}
	b, err := printer(t).Journal(court.Kazakh, rules.Kazakhstan().Local, "Сот", j)
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, b)
	for _, w := range []string{"№ 100", "№ 250", "№ 399", "дайындалуда", "5-бет"} {
		if !strings.Contains(got, w) {
			t.Errorf("no %q", w)
		}
	}
}
