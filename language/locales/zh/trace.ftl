# 怎么算：算式的每一步

trace-head = 🧮 <b>{ $title } { $quantity }</b>，方法 { $methodology }
trace-inputs = 给出：<code>{ $text }</code>
trace-factor =
    { $kind ->
        [reduction] 减排系数 { $value } { $unit }，来源 <code>{ $factor_id }</code>
       *[emission] 排放系数 { $value } { $unit }，来源 <code>{ $factor_id }</code>
    }
trace-formula = { $text } = { $exact } { $unit }
trace-discount = 证据折扣：减去 { $discount }
trace-rounded-down = 向下取整一次：{ $reduction_mg } 毫克
trace-no-credit = 算出来是 { $signed_mg } 毫克：这次比基准排得更多，按 0 记
trace-provisional = 暂定：这个版本对 { $final_to } 及以前的日子是定数，之后（最晚到 { $until }）的先按它算；等当期版本发布，差额另记一条补齐
trace-rounded-up = 排放向上取整一次：{ $emission_mg } 毫克
trace-cap = 当日上限：只计 { $counted }
trace-cap-limit = 当日上限（{ $input }）：{ $max } { $unit }，本次 { $counted } { $unit }
trace-impact = 除二氧化碳外另计、不相加：{ $key } { $quantity } { $unit }
trace-source = 方法出处：{ $attribution }
trace-state =
    { $state ->
        [on_file] 原文已存档
        [quoted] 只有引文，原文未存档：照常计克，暂不进市场批次
       *[structure_only] 只有结构，数值借自别处
    }
