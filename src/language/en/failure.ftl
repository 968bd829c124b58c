# What went wrong, and what to type next.
failure-error = error: { $what }
failure-hint = hint: { $hint }
failure-no-report = there is no report in { $file }
failure-spelling = look how it is spelled
failure-cannot-read = cannot read { $file }: { $error }
failure-wrote = wrote { $file }
failure-own-folder = name a file in a folder of your own
failure-cannot-write = cannot write { $file }: { $error }
failure-ask-owner = ask its owner for the right to read it
failure-report = run `xunzhang verify`: a damaged index is built again by `xunzhang index`; if it finds no damage, please report this line and what was typed at { $fault } (RUST_BACKTRACE=1 shows more)
failure-unexpected = xunzhang met something that it did not expect: { $message } (at { $fault })
failure-certificates = XUNZHANG_ENGINE_CA must name a file of certificates in PEM
failure-cannot-read-path = cannot read { $path }: { $error }
failure-name-index = name a place for it with --index DIR or XUNZHANG_INDEX
failure-no-home = there is no home folder to keep an index in
failure-cannot-read-folder = cannot read { $folder }: { $error }
failure-name-writable = name a folder that you may write into
failure-cannot-write-into = cannot write into { $folder }: { $error }
failure-output = cannot write the output: { $error }
failure-no-thread = the system started no further thread: { $why }
failure-threads = there is too little memory or there are too many processes just now, or a limit (`ulimit -v`, `-u`) is too low; `index --threads 1` needs least
