@echo off
rem Runs rlmprov from a package on Windows: what is beside this file, with the Java that came with it.
rem
rem   RLMPROV_JAVA_OPTS   more options for java
setlocal
set "home=%~dp0"
rem Without the backslash at its end: it would escape the quote behind it.
set "home=%home:~0,-1%"
set "compiler=1"
if "%~1"=="apply" set "compiler=4"
if "%~1"=="destroy" set "compiler=4"
set "cache="
if exist "%home%\lib\rlmprov.aot" set cache=-XX:AOTCache="%home%\lib\rlmprov.aot" -Xlog:disable
"%home%\runtime\bin\java.exe" -XX:+UseSerialGC -Djdk.console=java.base -Drlmprov.home="%home%" %RLMPROV_JAVA_OPTS% %cache% -XX:TieredStopAtLevel=%compiler% -jar "%home%\lib\rlmprov.jar" %*
exit /b %errorlevel%
