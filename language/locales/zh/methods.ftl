# 方法学页面、算例和对照
trace-other = { $code }：{ $text }
