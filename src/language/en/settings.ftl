# settings.
settings-name-file = name a file in XUNZHANG_CONFIG
settings-no-home = there is no home folder for settings
settings-unknown-part = has an unknown part `{ $name }`: { $names }
settings-ocr-seconds = needs seconds as a number
settings-ocr-when = needs when = "auto", "always" or "never"
settings-unknown-role = has an unknown part `{ $role }`: { $near }
settings-no-colour = has no colour for `{ $role }`: write it as "bold red", "dim", "bright-blue", "none"
settings-unknown-weight = has an unknown weight `{ $name }`: { $names }
settings-near = like it: `{ $best }`; there are { $names }
settings-set = (set)
settings-table = must be a table, as [colors]
settings-flag = must be true or false
settings-number = must be a number
settings-text = must be a text in quotation marks
settings-one-of = must be one of { $all }
settings-sets = { $at } sets `{ $name }`
settings-not-beside = a file beside reports may not choose programs or the index: move it to your own, which `xunzhang config` names
settings-unknown = { $at } has an unknown setting `{ $name }`
settings-line = a line is as `limit = 20`
settings-unreadable = { $at } cannot be read: { $message }
settings-form = it must be UTF-8, as `limit = 20` a line; or leave it out
settings-environment = environment
settings-ocr-image = has a command without "{"{image}"}", where the file of the page belongs
settings-ocr-command = needs a command as ["program", "{"{image}"}"]
settings-default = default
settings-data-folder = the data folder
settings-none = none
settings-of-system = of the system
settings-best-part = the best part
settings-of-program = of the program
settings-tesseract = tesseract, when asked
settings-of-texts = of the texts
settings-in-force = { $name } { $value }  ({ $source })
settings-history = hits of the last query alone
