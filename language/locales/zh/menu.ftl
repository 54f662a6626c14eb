# 常驻键盘、命令、帮助

menu-metro = 🚇 地铁
menu-bus = 🚌 公交
menu-cycling = 🚲 骑行
menu-recycle = ♻️ 回收
menu-week = 🎪 活动
menu-planet = 🪐 星球
menu-placeholder = 地铁 12 公里
menu-help =
    <b>直接说就行</b>
    「地铁 12 公里」「昨天骑车 5 公里」「公交 3 公里，走路 500 米」「废纸 2 公斤」「关灯」
    🪐 星球 · 🎪 活动 · /rank 排行 · /receipt 凭证 · /privacy 隐私
    记错了点 ↩️ 撤销，10 分钟内都行；之后发更正。
    每张回执都写着怎么算、用的哪个系数、证据到哪一级。
menu-here = 在这儿 👇
menu-language = 用哪种语言？ / Which language?
menu-language-set = 好，说中文。
menu-button-chinese = 中文
menu-button-english = English
menu-private-only = 这个我们私下说：{ $link }
command-log = 记一笔
command-planet = 我的星球
command-week = 节能周
command-rank = 排行
command-receipt = 凭证
command-privacy = 我的数据
command-lang = 语言 / Language
command-undo = 撤销上一条
command-help = 怎么用
command-org = 组织者
command-review = 审核
bot-name = 一叶
bot-about = 日常的低碳，一克一克查得到。
bot-description = 坐地铁、骑车、回收，说一句就记下。每一克都有公式、出处和证据等级，谁都能验。
