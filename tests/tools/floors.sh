#!/bin/sh
# floors.sh [LIB]: whether the folders of the library keep to what LIB/FLOORS says of them.
lib=${1:-lib}
find "$lib" -type f | sort | awk -v lib="$lib" '
    function complain(text) { print text; bad = 1 }
    function folder_of(file) { return match(file, /\/[^\/]*$/) ? substr(file, 1, RSTART - 1) : "" }

    function read_floors(  line, word, count, i) {
        while ((getline line < (lib "/FLOORS")) > 0) {
            if (line ~ /^(#|$)/)
                continue
            count = split(line, word, /:? +|:$/)
            if (word[1] in floor)
                complain(lib "/FLOORS: two lines for " word[1])
            for (i = 2; i <= count && word[i] != ""; i++) {
                if (!(word[i] in floor))
                    complain(lib "/FLOORS: " word[1] " may include " word[i] ", which is no line above")
                may[word[1], word[i]] = 1
            }
            floor[word[1]] = 1
        }
    }

    function check_include(place, from, header,  to) {
        to = folder_of(header)
        if (to == from)
            return
        if (!((from, to) in may))
            complain(place ": " from " may not include " header)
        if (header ~ /impl\.h$/)
            complain(place ": " header " is private to " to)
    }

    function check_file(path, from,  line, number) {
        while ((getline line < path) > 0) {
            number++
            if (line ~ /^[ \t]*#[ \t]*include[ \t]*"/) {
                gsub(/^[^"]*"|".*$/, "", line)
                check_include(path ":" number, from, line)
            }
        }
        close(path)
    }

    BEGIN { read_floors() }
    {
        file = substr($0, length(lib) + 2)
        folder = folder_of(file)
        if (file == "FLOORS")
            next
        if (!files[folder]++ && !(folder in floor))
            complain(lib "/FLOORS: no line for the folder of " file)
        if (folder in floor && file ~ /\.[ch]$/)
            check_file($0, folder)
    }
    END {
        for (folder in floor)
            if (!files[folder])
                complain(lib "/FLOORS: there are no files in " folder)
        for (folder in files)
            if (files[folder] > 30)
                complain(lib "/" folder ": " files[folder] " files: more than 30 want two folders")
        exit bad
    }'
