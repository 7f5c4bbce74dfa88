#!/usr/bin/env bash
# Makes what the robots of a rehearsal say and show: sentences of our own in
# Kazakh and Russian as Opus, and a drawn picture for each role as VP8. Needs
# espeak-ng, ffmpeg and the DejaVu typeface; the files are committed.
set -euo pipefail
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT

say() { # name voice pitch sentence
	espeak-ng -v "$2" -p "$3" -s 145 -w "$tmp/said.wav" "$4"
	ffmpeg -loglevel error -y -i "$tmp/said.wav" -af 'apad=pad_dur=0.6,loudnorm=I=-20:TP=-3' -ar 48000 -ac 1 \
		-c:a libopus -b:a 18k -application voip -frame_duration 20 -dtx 0 -map_metadata -1 -fflags +bitexact "$1.ogg"
}
say judge-open kk 40 'Сот отырысы ашық деп жарияланады. Іске қатысушылардың келгені тексерілді.'
say judge-floor kk 40 'Сізге сөз беріледі. Қысқа да нұсқа айтыңыз.'
say judge-hold kk 40 'Бір қатысушының байланысы үзілді. Ол оралғанша күтеміз.'
say judge-resume kk 40 'Сот отырысы жалғасады.'
say judge-order kk 40 'Сіз отырыстан шығарыласыз. Бұған қарсылық білдіруге құқығыңыз бар.'
say judge-close kk 40 'Сот отырысы аяқталды. Баршаңызға рақмет.'
say secretary ru 60 'Уважаемые участники, явка проверена. Просьба говорить по одному и называть себя.'
say claimant kk 55 'Құрметті сот, талапты толық қолдаймын. Жауапкер былтыр наурызда қарыз алып, оны бір жыл ішінде қайтаруға міндеттенді. Қарыз осы күнге дейін қайтарылған жоқ.'
say respondent ru 45 'Уважаемый суд, деньги я действительно брал, но половину долга вернул в августе. Расписку об этом прошу приобщить к делу. С оставшейся суммой я согласен.'
say advocate kk 70 'Құрметті сот, менің сенім білдірушім қарыздың жартысын тамызда қайтарды. Осы мән-жайды ескеруіңізді сұраймын.'

font=$(fc-match -f '%{file}' 'DejaVu Sans:bold')
draw() { # name letter colour
	ffmpeg -loglevel error -y -f lavfi -i "color=c=$3:s=320x180:r=5:d=2" -vf \
		"drawbox=x=0:y=150:w='320':h=30:color=black@0.25:t=fill,drawtext=fontfile=$font:text='$2':fontsize=96:fontcolor=white:x=(w-tw)/2:y=(h-th)/2-12+4*sin(PI*t),drawtext=fontfile=$font:text='●':fontsize=20:fontcolor=white:x='20+140*mod(t\,2)':y=154" \
		-c:v libvpx -b:v 60k -g 10 -keyint_min 10 -auto-alt-ref 0 -deadline good -pix_fmt yuv420p -map_metadata -1 -fflags +bitexact "$1.ivf"
}
draw judge 'С' '#1f3a5f'
draw secretary 'Х' '#5b4a1f'
draw claimant 'Т' '#1f5f3f'
draw respondent 'Ж' '#6b2f2f'
draw advocate 'А' '#4a2f6b'
