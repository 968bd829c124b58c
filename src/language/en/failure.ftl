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
