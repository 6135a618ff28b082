# Sets up what is missing, then starts the program: Windows 10 or newer, Python 3.11 to 3.13 (64 bit).
# Reviewed line by line, but never run where this project is built: there is no Windows there. The same steps as
# setup.sh and run.sh; please report what differs at your desk.
#
#   powershell -ExecutionPolicy Bypass -File installer\run.ps1            the window
#   powershell -ExecutionPolicy Bypass -File installer\run.ps1 doctor     a command of the program
#
# This file is UTF-8 with a byte order mark: Windows PowerShell 5 reads Chinese rightly only so.

$ErrorActionPreference = 'Stop'
$Root = Split-Path -Parent $PSScriptRoot
$Venv = Join-Path $Root '.venv'
$VenvPython = Join-Path $Venv 'Scripts\python.exe'
$Stamp = Join-Path $Venv '.ready'
$Out = Join-Path $Root 'out'
$Log = Join-Path $Out 'setup.log'
$Utf8 = New-Object System.Text.UTF8Encoding($false)
[Console]::OutputEncoding = $Utf8

function Stop-WithSentence([string]$Sentence) {
    Write-Host $Sentence
    exit 1
}

# Run a program with its words added to the log. Under 'Stop' Windows PowerShell takes a line on standard error for an
# exception, hence the change of preference; the exit status decides.
function Invoke-Logged([string]$Program, [string[]]$Words, [string]$Sentence) {
    $before = $ErrorActionPreference
    $ErrorActionPreference = 'Continue'
    & $Program @Words 2>&1 | ForEach-Object { [string]$_ } | Out-File -FilePath $Log -Append -Encoding utf8
    $status = $LASTEXITCODE
    $ErrorActionPreference = $before
    if ($status -ne 0) {
        Get-Content -Path $Log -Tail 20 -Encoding utf8 | ForEach-Object { Write-Host $_ }
        Stop-WithSentence "${Sentence}详细记录在 ${Log}。"
    }
}

# Whether a command line starts a Python of the range; prints "3.11.9" or nothing.
function Get-PythonVersion([string]$Program, [string[]]$Words) {
    $before = $ErrorActionPreference
    $ErrorActionPreference = 'Continue'
    $test = 'import platform, sys; print(platform.python_version() if (3, 11) <= sys.version_info[:2] <= (3, 13) and sys.maxsize > 2**32 else str())'
    try {
        $version = & $Program @Words -c $test 2>$null
    }
    catch {
        $version = ''
    }
    $ErrorActionPreference = $before
    # The stub that Windows ships as python.exe answers with a sentence about its shop.
    if ([string]$version -match '^3\.\d+\.\d+') {
        return [string]$version
    }
    return ''
}

# The program and its first words, for example py -3.11; $null when there is none.
function Find-Python {
    $candidates = @(
        @('py', '-3.11'), @('py', '-3.12'), @('py', '-3.13'), @('python'), @('python3')
    )
    foreach ($candidate in $candidates) {
        $program = $candidate[0]
        $words = @($candidate | Select-Object -Skip 1)
        if ((Get-Command $program -ErrorAction SilentlyContinue) -and (Get-PythonVersion $program $words)) {
            return [pscustomobject]@{ Program = $program; Words = $words }
        }
    }
    return $null
}

# What a finished set-up was made from: place, Python, pins, project, this script.
function Get-StampText {
    $version = Get-PythonVersion $VenvPython @()
    $parts = @($Root, $version)
    foreach ($name in @('requirements.lock', 'pyproject.toml', 'installer\run.ps1')) {
        $parts += (Get-FileHash -Algorithm SHA256 -Path (Join-Path $Root $name)).Hash
    }
    return ($parts -join "`n")
}

function Test-Ready {
    if (-not (Test-Path $Stamp) -or -not (Test-Path $VenvPython)) {
        return $false
    }
    return ([System.IO.File]::ReadAllText($Stamp) -eq (Get-StampText))
}

function Install-Environment {
    New-Item -ItemType Directory -Force -Path $Out | Out-Null
    Set-Content -Path $Log -Value '' -Encoding utf8
    $python = Find-Python
    if ($null -eq $python) {
        Stop-WithSentence '没有找到 64 位的 Python 3.11 到 3.13。请安装 Python 3.11（勾选“Add python.exe to PATH”），再运行一次。'
    }
    # Without the stamp, or with that of other pins, the environment is made anew: half of one never counts.
    if (Test-Path $Venv) {
        Remove-Item -Recurse -Force $Venv
    }
    Write-Host '正在建立运行环境（首次约需 1 到 3 分钟）。'
    Invoke-Logged $python.Program ($python.Words + @('-m', 'venv', $Venv)) '运行环境没有建成。'
    $pip = @('-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--no-input')
    Invoke-Logged $VenvPython ($pip + @('--only-binary', ':all:', '--require-hashes', '-r', (Join-Path $Root 'requirements.lock'))) `
        '依赖没有装成。请检查网络后再运行一次。'
    Invoke-Logged $VenvPython ($pip + @('--no-deps', '--no-build-isolation', '-e', $Root)) '程序没有装成。'
    Invoke-Logged $VenvPython @('-c', 'from PySide6.QtWidgets import QApplication; QApplication([])') `
        '窗口组件（Qt）打不开，多半是缺“Microsoft Visual C++ 运行库”。请装好它，再运行一次。'
    [System.IO.File]::WriteAllText("$Stamp.new", (Get-StampText), $Utf8)
    Move-Item -Force "$Stamp.new" $Stamp
    Write-Host '准备好了。'
}

if (-not (Test-Ready)) {
    Install-Environment
}
# A clerk's window stays open by itself; the status of a command is handed on.
& $VenvPython -m deputy_station @args
exit $LASTEXITCODE
