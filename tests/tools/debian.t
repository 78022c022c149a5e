#!/bin/bash
# debian.sh: what it does where no Debian can be made, and what it leaves when it is stopped. The rest
# takes minutes, and is for .ci/run.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
debian=$tests_dir/tools/debian.sh
mkdir "$T/bin" "$T/less" "$T/folder"
program() { # NAME < TEXT
    { echo '#!/bin/bash' && cat; } >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}

fails 2 "expected a release of Debian: debian.sh 12.13" "a release is needed" "$debian"
fails 2 "expected a release of Debian: " "one that it knows" "$debian" 11 "$T/none"
[ ! -e "$T/none" ]
ok $? "and no folder is made for another"
program id <<<'echo 1000'
fails 77 "no root here: run it as root" "without root it says so" env PATH="$T/bin:$PATH" "$debian" 13
program id <<<'echo 0'
ln -s "$(command -v bash)" "$T/less"
fails 77 "no debootstrap here: .*apt-get install debootstrap" "and without debootstrap" \
    env PATH="$T/bin:$T/less" "$debian" 13

program debootstrap <<'END'
echo I: a line
echo E: no such release >&2
exit 1
END
if unshare --mount --pid --fork true 2>/dev/null; then
    fails 77 "no Debian 13 to be had from http://none: E: no such release" "so is a mirror that does not answer" \
        env PATH="$T/bin:$PATH" MIRROR=http://none "$debian" 13 "$T/folder"
    is "$(ls "$T/folder")" root.log "what was said of it is left, and no root"

    # Named by how long it sleeps.
    program debootstrap <<END
mkdir "\${@: -2:1}/left"
sleep 60.$$
END
    is_begun() { compgen -G "$T/folder/debian13.*/left" >/dev/null; }
    is_asleep() { grep -qsz "^[6]0\.$$\$" /proc/[0-9]*/cmdline; }
    for signal in TERM INT; do
        env --default-signal=INT PATH="$T/bin:$PATH" MIRROR=http://none "$debian" 13 "$T/folder" 2>"$T/err" &
        for _ in {1..100}; do
            is_begun && break
            sleep 0.05
        done
        is_begun
        ok $? "a root is begun"
        kill -$signal $!
        wait $! 2>/dev/null
        is $? $((128 + $(kill -l $signal))) "SIG$signal ends it"
        is "$(ls "$T/folder")" root.log "and leaves no root"
        for _ in {1..40}; do
            is_asleep || break
            sleep 0.05
        done
        ! is_asleep
        ok $? "nor, a moment later, a process"
    done
else
    skip 10 "no namespaces here"
fi

done_testing
