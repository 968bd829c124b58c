# serve.
serve-forget = servers that run already forget it when they begin anew
serve-list = xunzhang serve token list
serve-has-no-token = { $name } has no token
serve-shown-once = it is shown this once; servers that run already learn of it when they begin anew
serve-no-random = the system gives no random bytes: { $error }
serve-has-token = { $name } has a token
serve-revoke-first = take it back first: xunzhang serve token revoke { $name }
serve-for-whom = name who it is for
serve-nobody = a token must be somebody's
serve-no-token-line = line { $nth } of { $file } is no token
serve-remove-line = remove the line, and make a new token for whoever it was of
serve-right = give yourself the right to read it, or remove it to do without tokens
