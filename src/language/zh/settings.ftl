# settings.
settings-name-file = 用 XUNZHANG_CONFIG 指定文件
settings-no-home = 没有可存放设置的主目录
settings-unknown-part = 没有 `{ $name }` 这一项：{ $names }
settings-ocr-seconds = 的 seconds 须为数字
settings-ocr-when = 须为 when = "auto"、"always" 或 "never"
settings-unknown-role = 没有 `{ $role }` 这一项：{ $near }
settings-no-colour = `{ $role }` 的颜色有误：写成 "bold red"、"dim"、"bright-blue"、"none"
settings-unknown-weight = 没有 `{ $name }` 这一权重：{ $names }
settings-near = 相近的：`{ $best }`；共有 { $names }
settings-set = （已设置）
settings-table = 须为表，如 [colors]
settings-flag = 须为 true 或 false
settings-number = 须为数字
settings-text = 须为引号中的文字
settings-one-of = 须为其中之一：{ $all }
settings-sets = { $at } 设置了 `{ $name }`
settings-not-beside = 报告旁的设置文件不得指定程序或索引：请移到 `xunzhang config` 所示的自己的文件中
settings-unknown = { $at } 中没有 `{ $name }` 这一设置
settings-line = 每行如 `limit = 20`
settings-unreadable = { $at } 无法读取：{ $message }
settings-form = 须为 UTF-8，每行如 `limit = 20`；或不用它
settings-environment = 环境变量
settings-ocr-image = 的命令中没有 "{"{image}"}"，即页面文件的位置
settings-ocr-command = 须有命令，如 ["program", "{"{image}"}"]
settings-default = 默认
settings-data-folder = 数据文件夹
settings-none = 无
settings-of-system = 依系统
settings-best-part = 最相关的部分
settings-of-program = 程序自带
settings-tesseract = 要求时用 tesseract
settings-of-texts = 取自正文
settings-in-force = { $name } { $value }（{ $source }）
settings-history = 只留上次查询的结果
