#!/usr/bin/env bash
# Makes the spoken digits of the sound test: nine numbers in three languages,
# each said twice. Needs espeak-ng and ffmpeg; the files are committed.
set -euo pipefail
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT
for lang in kk ru en; do
	case $lang in
	kk) voice=kk ;;
	ru) voice=ru ;;
	en) voice=en-gb ;;
	esac
	for n in 1 2 3 4 5 6 7 8 9; do
		espeak-ng -v "$voice" -s 120 -w "$tmp/said.wav" "$n"
		ffmpeg -loglevel error -y -i "$tmp/said.wav" -filter_complex \
			'[0]silenceremove=start_periods=1:start_threshold=-50dB,areverse,silenceremove=start_periods=1:start_threshold=-50dB,areverse,adelay=300,apad=pad_dur=0.5,asplit[a][b];[a][b]concat=n=2:v=0:a=1,loudnorm=I=-18:TP=-2' \
			-ar 24000 -ac 1 -c:a libmp3lame -b:a 32k -map_metadata -1 -id3v2_version 0 -write_xing 0 "$lang-$n.mp3"
	done
done
