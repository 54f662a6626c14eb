# 第一次见面：问好、同意、语言、加入

start-hello = 你好，{ $name } 👋 我是一叶。坐地铁、骑车、回收，我替你记下少排的碳，每一克都查得到出处。
start-hello-joining =
    你好，{ $name } 👋 我是一叶。坐地铁、骑车、回收，我替你记下少排的碳，每一克都查得到出处。
    <b>你正在加入：{ $organisation }</b>
start-hello-kept = 刚才说的先留一小时（{ $count } 句），你同意后就入账。
start-welcome-back = { $name }，欢迎回来 👋 直接说就行：「地铁 12 公里」。
start-consent =
    <b>先说清楚我记什么</b>
    我保存：昵称、方式、公里、日期。
    不保存：手机号、完整轨迹、照片里的定位。
    单位只看 5 人以上的合计，看不到你的单次行程。
start-consent-version = 隐私说明第 { $version } 版
start-consent-policy =
    <b>隐私说明全文（第 { $version } 版）</b>
    1. 我保存：昵称、出行方式或回收种类、公里或公斤、日期、证据等级，以及你的同意。
    2. 我不保存：手机号、通讯录、完整轨迹、照片里的定位。
    3. 账本里只有加密的承诺和克数，没有姓名；密钥销毁后，账本里的记录不再指向你。
    4. 单位只看得到 5 人以上的合计；合作方只看得到它自己为你生成的代号。
    5. 你可以随时用 /privacy 查看，撤回对某个合作方的授权，或关掉某一项开关。
    6. 不做广告，不卖数据，不用你的记录给你打分。
start-consent-saved = 同意已记下。以后想改，发 /privacy。
start-switch-board = 榜上显示昵称
start-switch-photos = 照片交人工审核
start-switch-on = ☑ { $label }
start-switch-off = ☐ { $label }
start-button-continue = 继续
start-button-other-language = English
start-button-not-mine = 不是我的单位
start-button-agree = 同意并开始
start-button-look = 先逛逛
start-button-policy = 隐私全文
start-button-back = 返回
start-button-skip = 跳过
start-baseline = 平时怎么上班？（只问一次，只做统计）
start-baseline-how-far = 单程几公里？
start-baseline-saved = 记下了，谢谢。
start-button-car = 🚗 开车
start-button-home = 🏠 在家
start-button-kilometres = { $number }
start-first-win = 记好了：「上班 { $distance }」以后点一下就行。现在就记今天的？
start-button-commute = { $icon } 上班 { $distance }
start-ready =
    好了，直接说就行：
    「地铁 12 公里」「骑车 5 公里」「废纸 2 公斤」
start-look-around = 随便看看：这是一颗样品星球，什么也不会记下。想开始了，发 /start。
start-invite-expired = 这个邀请已过期，找组织者要新的，或先自己玩。
start-invite-unknown = 这个链接我不认识。找组织者要新的，或先自己玩。
start-not-mine = 好，不加入。你可以先跟着「一叶」自己记。
start-joining-anew = 新的记录记到那里；星球、连续和凭证跟着你走，已经记下的留在原来的账本里。
start-joined = ✅ 已加入 <b>{ $organisation }</b>。
start-already-member = 你已经在 <b>{ $organisation }</b> 了。
start-region = 你主要在哪座城市出行？克数要按当地的方法算。
start-region-kept = 先记住了（{ $count } 句），选好地方就入账。你主要在哪座城市出行？克数要按当地的方法算。
start-region-another = 你主要在哪里出行？点一下，或写出地名。下一件起照新的地方算，已经记下的不变。
start-button-elsewhere = 其他地方
start-region-saved = 好，按{ $place }的方法算。
start-region-without-method =
    出行照记，天数和连续也算；克数先不算，绝不拿别处的数字凑。
    是哪座城市或哪个国家？直接发名字：广州、上海、London。
start-partner = <b>{ $partner }</b> 想把你的行程送到一叶。它只拿到一个代号，看不到你的昵称和其他记录。你随时可以在 /privacy 里撤回。
start-button-partner-agree = 同意
start-button-partner-refuse = 不同意
start-partner-linked = 已授权 <b>{ $partner }</b>。它送来的行程证据等级是 A。
start-partner-refused = 没有授权，{ $partner } 送不进任何东西。
start-partner-expired = 这个授权链接已过期，请在 { $partner } 里重新打开。
start-place-unknown = 这个地方我不认识。发城市、省份、国家的名字或代码都行：广州、上海、London、FR。不发也照样记。
